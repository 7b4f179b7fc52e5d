/* SPDX-License-Identifier: Apache-2.0 */
/* The URBs are killed before the work that submits one again is cancelled. */
#include <linux/slab.h>
#include <linux/usb.h>
#include <linux/workqueue.h>

struct mdm { struct usb_device *udev; struct urb *urb; struct work_struct work; u32 n; };

static void mdm_done(struct urb *urb)
{
	struct mdm *m = urb->context;

	m->n++;
	if (urb->status == -EPIPE)
		schedule_work(&m->work);
}

static void mdm_work(struct work_struct *w)
{
	struct mdm *m = container_of(w, struct mdm, work);

	usb_submit_urb(m->urb, GFP_KERNEL);
}

static int mdm_probe(struct usb_interface *intf, const struct usb_device_id *id)
{
	struct mdm *m = kzalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return -ENOMEM;
	m->udev = interface_to_usbdev(intf);
	m->urb = usb_alloc_urb(0, GFP_KERNEL);
	INIT_WORK(&m->work, mdm_work);
	usb_fill_bulk_urb(m->urb, m->udev, usb_rcvbulkpipe(m->udev, 1), kmalloc(64, GFP_KERNEL), 64, mdm_done, m);
	usb_set_intfdata(intf, m);
	return usb_submit_urb(m->urb, GFP_KERNEL);
}

static void mdm_reset(struct mdm *m)
{
	usb_kill_urb(m->urb);
	cancel_work_sync(&m->work);
}

static int mdm_pre_reset(struct usb_interface *intf)
{
	mdm_reset(usb_get_intfdata(intf));
	return 0;
}

static void mdm_disconnect(struct usb_interface *intf)
{
	struct mdm *m = usb_get_intfdata(intf);

	mdm_reset(m);
	usb_free_urb(m->urb);
	kfree(m); /* want "free-before-quiesce" */
}

static struct usb_driver mdm_driver = { .probe = mdm_probe, .disconnect = mdm_disconnect, .pre_reset = mdm_pre_reset, .soft_unbind = 1 };
