/* SPDX-License-Identifier: Apache-2.0 */
/* in_atomic() || irqs_disabled() covers the section with interrupts off. */
#include <linux/preempt.h>
#include <linux/irqflags.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct q { spinlock_t lock; void *p; };

static inline gfp_t os_gfp(void)
{
	return (in_interrupt() || irqs_disabled()) ? GFP_ATOMIC : GFP_KERNEL;
}

int q_open(struct q *q)
{
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	q->p = kmalloc(64, os_gfp());
	spin_unlock_irqrestore(&q->lock, flags);
	return q->p ? 0 : -ENOMEM;
}
