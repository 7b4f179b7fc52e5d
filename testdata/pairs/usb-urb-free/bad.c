/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>

struct urb {
	void *context;
	void *transfer_buffer;
};

struct endpoint {
	struct urb *urb;
	int frames;
};

static void endpoint_complete(struct urb *urb)
{
	struct endpoint *ep = urb->context;

	ep->frames++;
}

int endpoint_start(struct endpoint *ep, void *dev, void *buf)
{
	usb_fill_bulk_urb(ep->urb, dev, 0x81, buf, 512, endpoint_complete, ep);
	return usb_submit_urb(ep->urb, GFP_KERNEL);
}

void endpoint_free(struct endpoint *ep)
{
	usb_unlink_urb(ep->urb);
	usb_free_urb(ep->urb);
	kfree(ep);	/* want "free-before-quiesce: kfree" */
}
