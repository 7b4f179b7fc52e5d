/* bug: a synchronous control message from a URB's completion */
#include <linux/usb.h>

struct ucc { struct usb_device *udev; struct urb *urb; u8 *buf; };

static int ucc_clear(struct ucc *u)
{
	return usb_control_msg(u->udev, usb_sndctrlpipe(u->udev, 0), 1, 0x21, 0, 0, NULL, 0, 100);	/* want "sleep-in-atomic" */
}

static void ucc_done(struct urb *urb)
{
	struct ucc *u = urb->context;

	if (urb->status == -EPIPE && ucc_clear(u) < 0)
		return;
	usb_submit_urb(urb, GFP_ATOMIC);
}

int ucc_start(struct ucc *u)
{
	usb_fill_bulk_urb(u->urb, u->udev, usb_rcvbulkpipe(u->udev, 1), u->buf, 64, ucc_done, u);
	return usb_submit_urb(u->urb, GFP_KERNEL);
}
