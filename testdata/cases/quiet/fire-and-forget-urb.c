/* quiet: each URB frees itself and its context in its completion */
#include <linux/usb.h>
#include <linux/slab.h>

struct faf { struct usb_ctrlrequest req; u8 data; };

static void faf_done(struct urb *urb)
{
	struct faf *f = urb->context;

	if (urb->status)
		pr_debug("status %d\n", urb->status);
	kfree(f);
	usb_free_urb(urb);
}

int faf_send(struct usb_device *udev, u8 v)
{
	struct urb *urb = usb_alloc_urb(0, GFP_ATOMIC);
	struct faf *f = kmalloc(sizeof(*f), GFP_ATOMIC);
	int err = -ENOMEM;

	if (!urb || !f)
		goto fail;
	f->data = v;
	usb_fill_control_urb(urb, udev, usb_sndctrlpipe(udev, 0), (void *)&f->req, &f->data, 1, faf_done, f);
	err = usb_submit_urb(urb, GFP_ATOMIC);
	if (!err)
		return 0;
fail:
	kfree(f);
	usb_free_urb(urb);
	return err;
}
