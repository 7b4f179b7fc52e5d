/* SPDX-License-Identifier: Apache-2.0 */
/* in_interrupt() is false under spin_lock_irqsave() in process context. */
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/preempt.h>

#define _rtw_malloc(sz) kmalloc((sz), in_interrupt() ? GFP_ATOMIC : GFP_KERNEL)

struct xmit {
	spinlock_t lock;
	void *frame;
};

static inline u8 *_rtw_zmalloc(u32 sz)
{
	u8 *p = _rtw_malloc(sz); /* want "alloc-in-atomic" */

	if (p)
		memset(p, 0, sz);
	return p;
}

int xmit_open(struct xmit *x)
{
	unsigned long flags;

	spin_lock_irqsave(&x->lock, flags);
	if (!x->frame)
		x->frame = _rtw_zmalloc(64);
	spin_unlock_irqrestore(&x->lock, flags);
	return x->frame ? 0 : -ENOMEM;
}
