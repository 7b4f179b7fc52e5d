/* SPDX-License-Identifier: Apache-2.0 */
/* usb_kill_anchored_urbs() waits for every URB of the anchor, then the data may go. */
#include <linux/slab.h>
#include <linux/usb.h>

struct can_usb {
	struct usb_anchor rx, tx;
	struct usb_device *udev;
	u32 n;
};

static void can_rx(struct urb *urb)
{
	struct can_usb *c = urb->context;

	if (urb->status)
		return;
	c->n++;
	usb_anchor_urb(urb, &c->rx);
	if (usb_submit_urb(urb, GFP_ATOMIC))
		usb_unanchor_urb(urb);
}

static int can_probe(struct usb_interface *intf, const struct usb_device_id *id)
{
	struct can_usb *c = kzalloc(sizeof(*c), GFP_KERNEL);
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);
	int ret;

	c->udev = interface_to_usbdev(intf);
	init_usb_anchor(&c->rx);
	usb_fill_bulk_urb(urb, c->udev, usb_rcvbulkpipe(c->udev, 1), kmalloc(64, GFP_KERNEL), 64, can_rx, c);
	usb_anchor_urb(urb, &c->rx);
	ret = usb_submit_urb(urb, GFP_KERNEL);
	usb_free_urb(urb);
	usb_set_intfdata(intf, c);
	return ret;
}

static void can_disconnect(struct usb_interface *intf)
{
	struct can_usb *c = usb_get_intfdata(intf);

	usb_set_intfdata(intf, NULL);
	usb_kill_anchored_urbs(&c->rx);
	kfree(c);
}

static struct usb_driver can_driver = {
	.name = "can", .probe = can_probe, .disconnect = can_disconnect,
};
