/* SPDX-License-Identifier: Apache-2.0 */
/* A helper chooses the mask by in_interrupt(), which a plain lock does not set. */
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct port {
	spinlock_t lock;
	void *buf;
};

static gfp_t port_mask(void)
{
	return in_interrupt() ? GFP_ATOMIC : GFP_KERNEL;
}

void port_fill(struct port *p)
{
	spin_lock(&p->lock);
	p->buf = kmalloc(64, port_mask()); /* want "alloc-in-atomic" */
	spin_unlock(&p->lock);
}
