/* SPDX-License-Identifier: Apache-2.0 */
/* A void function returns early with the lock held. */
#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/spinlock.h>

struct rxq { spinlock_t lock; struct list_head list; int stopped; int n; };

void rxq_flush(struct rxq *q)
{
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	if (q->stopped)
		return; /* want "unbalanced-context" */
	INIT_LIST_HEAD(&q->list);
	q->n = 0;
	spin_unlock_irqrestore(&q->lock, flags);
}
