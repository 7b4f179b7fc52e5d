/* quiet: usbcore has killed the URBs of the interface before it calls disconnect(), and disabled its endpoints: no resubmission */
#include <linux/usb.h>
#include <linux/slab.h>

struct udu { struct usb_device *udev; struct urb *urb; u8 *buf; int n; };

static void udu_done(struct urb *urb)
{
	struct udu *u = urb->context;

	u->n++;
	if (!urb->status)
		usb_submit_urb(urb, GFP_ATOMIC);
}

static int udu_probe(struct usb_interface *intf, const struct usb_device_id *id)
{
	struct udu *u = kzalloc(sizeof(*u), GFP_KERNEL);
	int err = -ENOMEM;

	if (!u)
		return -ENOMEM;
	u->udev = interface_to_usbdev(intf);
	u->urb = usb_alloc_urb(0, GFP_KERNEL);
	u->buf = kmalloc(8, GFP_KERNEL);
	if (!u->urb || !u->buf)
		goto fail;
	usb_fill_int_urb(u->urb, u->udev, usb_rcvintpipe(u->udev, 1), u->buf, 8, udu_done, u, 10);
	err = usb_submit_urb(u->urb, GFP_KERNEL);
	if (err)
		goto fail;
	usb_set_intfdata(intf, u);
	return 0;
fail:
	usb_free_urb(u->urb);
	kfree(u->buf);
	kfree(u);
	return err;
}

static void udu_disconnect(struct usb_interface *intf)
{
	struct udu *u = usb_get_intfdata(intf);

	usb_unlink_urb(u->urb);
	usb_free_urb(u->urb);
	kfree(u->buf);
	kfree(u);
}

static struct usb_driver udu_driver = { .name = "udu", .probe = udu_probe, .disconnect = udu_disconnect };
module_usb_driver(udu_driver);
