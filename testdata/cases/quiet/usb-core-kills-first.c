/* SPDX-License-Identifier: Apache-2.0 */
/* The USB core ends all URBs of the interface before it calls disconnect() (usb_unbind_interface, no soft_unbind). */
#include <linux/slab.h>
#include <linux/usb.h>

struct stick {
	struct urb *urb;
	u8 *buf;
	u32 n;
};

static void stick_rx(struct urb *urb)
{
	struct stick *s = urb->context;

	s->n++;
	usb_submit_urb(urb, GFP_ATOMIC);
}

static int stick_probe(struct usb_interface *intf, const struct usb_device_id *id)
{
	struct usb_device *udev = interface_to_usbdev(intf);
	struct stick *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	s->urb = usb_alloc_urb(0, GFP_KERNEL);
	s->buf = kmalloc(8, GFP_KERNEL);
	usb_fill_int_urb(s->urb, udev, usb_rcvintpipe(udev, 1), s->buf, 8, stick_rx, s, 10);
	usb_set_intfdata(intf, s);
	return usb_submit_urb(s->urb, GFP_KERNEL);
}

static void stick_disconnect(struct usb_interface *intf)
{
	struct stick *s = usb_get_intfdata(intf);

	usb_unlink_urb(s->urb);
	usb_free_urb(s->urb);
	kfree(s->buf);
	kfree(s);
}

static struct usb_driver stick_driver = {
	.name = "stick", .probe = stick_probe, .disconnect = stick_disconnect,
};
