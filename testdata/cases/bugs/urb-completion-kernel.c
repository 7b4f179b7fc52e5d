/* SPDX-License-Identifier: Apache-2.0 */
/* The completion resubmits with GFP_KERNEL and, on an error, kills the URB it runs for. */
#include <linux/usb.h>

struct dongle {
	struct usb_device *udev;
	struct urb *in;
};

static int dongle_submit(struct dongle *d, gfp_t gfp)
{
	return usb_submit_urb(d->in, gfp);
}

static void dongle_stop(struct dongle *d)
{
	usb_kill_urb(d->in); /* want "wait-on-self|sleep-in-atomic" */
}

static void dongle_in(struct urb *urb)
{
	struct dongle *d = urb->context;

	if (urb->status == -EPIPE)
		dongle_stop(d);
	else
		dongle_submit(d, GFP_KERNEL); /* want "alloc-in-atomic" */
}

int dongle_start(struct dongle *d, void *buf)
{
	usb_fill_int_urb(d->in, d->udev, usb_rcvintpipe(d->udev, 1), buf, 8, dongle_in, d, 10);
	return dongle_submit(d, GFP_KERNEL);
}
