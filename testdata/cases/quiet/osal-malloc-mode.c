/* SPDX-License-Identifier: Apache-2.0 */
/* The vendor's allocator takes a mode of its own and maps it to a mask in a switch. */
#include <linux/slab.h>
#include <linux/spinlock.h>

enum osal_mode { OSAL_WAIT, OSAL_NOWAIT, OSAL_ISR };

struct osal_ctx {
	spinlock_t lock;
	void *rx;
	void *tx;
};

static void *OSAL_Malloc(size_t size, enum osal_mode mode)
{
	gfp_t mask;

	switch (mode) {
	case OSAL_ISR:
	case OSAL_NOWAIT:
		mask = GFP_ATOMIC;
		break;
	case OSAL_WAIT:
	default:
		mask = GFP_KERNEL;
		break;
	}
	return kmalloc(size, mask | __GFP_NOWARN);
}

int osal_refill(struct osal_ctx *c)
{
	unsigned long flags;

	c->tx = OSAL_Malloc(512, OSAL_WAIT);
	if (!c->tx)
		return -ENOMEM;
	spin_lock_irqsave(&c->lock, flags);
	c->rx = OSAL_Malloc(512, OSAL_ISR);
	spin_unlock_irqrestore(&c->lock, flags);
	return c->rx ? 0 : -ENOMEM;
}
