/* SPDX-License-Identifier: Apache-2.0 */
/* The completion resubmits with GFP_ATOMIC and unlinks another URB; the work kills. */
#include <linux/slab.h>
#include <linux/usb.h>
#include <linux/workqueue.h>

struct dongle {
	struct usb_device *udev;
	struct urb *in, *out;
	struct work_struct reset;
	bool gone;
};

static void dongle_in(struct urb *urb)
{
	struct dongle *d = urb->context;

	switch (urb->status) {
	case 0:
		break;
	case -ESHUTDOWN:
	case -ENOENT:
		return;
	default:
		usb_unlink_urb(d->out);
		schedule_work(&d->reset);
		return;
	}
	usb_submit_urb(urb, GFP_ATOMIC);
}

static void dongle_reset(struct work_struct *w)
{
	struct dongle *d = container_of(w, struct dongle, reset);

	usb_kill_urb(d->in);
	usb_clear_halt(d->udev, usb_rcvbulkpipe(d->udev, 1));
	if (!d->gone)
		usb_submit_urb(d->in, GFP_NOIO);
}

int dongle_start(struct dongle *d, void *buf)
{
	INIT_WORK(&d->reset, dongle_reset);
	usb_fill_bulk_urb(d->in, d->udev, usb_rcvbulkpipe(d->udev, 1), buf, 64, dongle_in, d);
	return usb_submit_urb(d->in, GFP_KERNEL);
}

void dongle_free(struct dongle *d)
{
	d->gone = true;
	usb_poison_urb(d->in);
	cancel_work_sync(&d->reset);
	usb_kill_urb(d->in);
	usb_free_urb(d->in);
	kfree(d);
}
