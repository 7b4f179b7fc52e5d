/* bug: a usb_request's completion is atomic */
#include <linux/usb/gadget.h>
#include <linux/mutex.h>

struct gcs { struct mutex m; struct usb_request *req; int n; };

static void gcs_done(struct usb_ep *ep, struct usb_request *req)
{
	struct gcs *g = req->context;

	mutex_lock(&g->m);	/* want "sleep-in-atomic" */
	g->n += req->actual;
	mutex_unlock(&g->m);
}

int gcs_start(struct gcs *g, struct usb_ep *ep)
{
	g->req = usb_ep_alloc_request(ep, GFP_KERNEL);
	if (!g->req)
		return -ENOMEM;
	g->req->complete = gcs_done;
	g->req->context = g;
	return usb_ep_queue(ep, g->req, GFP_KERNEL);
}
