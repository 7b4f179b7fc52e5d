/* SPDX-License-Identifier: Apache-2.0 */
/* The mask is chosen by in_interrupt(), which a plain spinlock does not set. */
#include <linux/preempt.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>

struct q { spinlock_t lock; struct sk_buff *skb; };

static int q_fill(struct q *q)
{
	gfp_t flags = GFP_KERNEL;

	if (in_interrupt())
		flags = GFP_ATOMIC;
	q->skb = alloc_skb(2048, flags); /* want "alloc-in-atomic" */
	return q->skb ? 0 : -ENOMEM;
}

int q_open(struct q *q)
{
	int ret;

	spin_lock(&q->lock);
	ret = q_fill(q);
	spin_unlock(&q->lock);
	return ret;
}
