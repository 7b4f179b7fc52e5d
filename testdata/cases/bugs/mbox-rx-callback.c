/* bug: the mailbox client's rx_callback runs in interrupt */
#include <linux/mailbox_client.h>
#include <linux/slab.h>

struct mrc { struct mbox_client cl; struct mbox_chan *ch; void *copy; };

static void mrc_rx(struct mbox_client *cl, void *msg)
{
	struct mrc *m = container_of(cl, struct mrc, cl);

	m->copy = kmemdup(msg, 32, GFP_KERNEL);	/* want "alloc-in-atomic" */
}

int mrc_init(struct device *dev, struct mrc *m)
{
	m->cl.dev = dev;
	m->cl.rx_callback = mrc_rx;
	m->ch = mbox_request_channel(&m->cl, 0);
	return PTR_ERR_OR_ZERO(m->ch);
}
