/* quiet: all URBs are anchored and killed before the context goes */
#include <linux/usb.h>
#include <linux/slab.h>

struct uad { struct usb_device *udev; struct usb_anchor anchor; spinlock_t lock; unsigned long rx; u8 *buf; };

static void uad_done(struct urb *urb)
{
	struct uad *u = urb->context;
	unsigned long flags;

	if (urb->status)
		return;
	spin_lock_irqsave(&u->lock, flags);
	u->rx += urb->actual_length;
	spin_unlock_irqrestore(&u->lock, flags);
	usb_anchor_urb(urb, &u->anchor);
	if (usb_submit_urb(urb, GFP_ATOMIC))
		usb_unanchor_urb(urb);
}

static int uad_probe(struct usb_interface *intf, const struct usb_device_id *id)
{
	struct uad *u = kzalloc(sizeof(*u), GFP_KERNEL);
	struct urb *urb;
	int err = -ENOMEM;

	if (!u)
		return -ENOMEM;
	u->udev = usb_get_dev(interface_to_usbdev(intf));
	spin_lock_init(&u->lock);
	init_usb_anchor(&u->anchor);
	u->buf = kmalloc(64, GFP_KERNEL);
	if (!u->buf)
		goto put;
	urb = usb_alloc_urb(0, GFP_KERNEL);
	if (!urb)
		goto free_buf;
	usb_fill_int_urb(urb, u->udev, usb_rcvintpipe(u->udev, 1), u->buf, 64, uad_done, u, 4);
	usb_anchor_urb(urb, &u->anchor);
	err = usb_submit_urb(urb, GFP_KERNEL);
	if (err) {
		usb_unanchor_urb(urb);
		usb_free_urb(urb);
		goto free_buf;
	}
	usb_free_urb(urb);
	usb_set_intfdata(intf, u);
	return 0;
free_buf:
	kfree(u->buf);
put:
	usb_put_dev(u->udev);
	kfree(u);
	return err;
}

static void uad_disconnect(struct usb_interface *intf)
{
	struct uad *u = usb_get_intfdata(intf);

	usb_set_intfdata(intf, NULL);
	usb_kill_anchored_urbs(&u->anchor);
	kfree(u->buf);
	usb_put_dev(u->udev);
	kfree(u);
}

static struct usb_driver uad_driver = { .name = "uad", .probe = uad_probe, .disconnect = uad_disconnect };
module_usb_driver(uad_driver);
