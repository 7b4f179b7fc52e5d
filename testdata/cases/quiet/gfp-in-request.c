/* SPDX-License-Identifier: Apache-2.0 */
/* The mask travels in a request struct that each caller fills. */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct req {
	size_t len;
	gfp_t gfp;
	void *buf;
};

struct dev_state {
	spinlock_t lock;
	void *last;
};

static int req_alloc(struct req *r)
{
	r->buf = kmalloc(r->len, r->gfp);
	return r->buf ? 0 : -ENOMEM;
}

int send_sync(struct dev_state *d, size_t len)
{
	struct req r = { .len = len, .gfp = GFP_KERNEL };
	int ret = req_alloc(&r);

	d->last = r.buf;
	return ret;
}

int send_irq(struct dev_state *d, size_t len)
{
	struct req r = { .len = len, .gfp = GFP_ATOMIC };
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&d->lock, flags);
	ret = req_alloc(&r);
	d->last = r.buf;
	spin_unlock_irqrestore(&d->lock, flags);
	return ret;
}
