/* SPDX-License-Identifier: Apache-2.0 */
/* One return path unlocks with the plain form and leaves interrupts disabled. */
#include <linux/spinlock.h>

struct q {
	spinlock_t lock;
	int n, max;
};

int q_push(struct q *q)
{
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	if (q->n == q->max) {
		spin_unlock(&q->lock);
		return -ENOSPC; /* want "unbalanced-context" */
	}
	q->n++;
	spin_unlock_irqrestore(&q->lock, flags);
	return 0;
}

int q_pop(struct q *q)
{
	spin_lock_irq(&q->lock);
	if (!q->n) {
		spin_unlock(&q->lock);
		return -EAGAIN; /* want "unbalanced-context" */
	}
	q->n--;
	spin_unlock_irq(&q->lock);
	return 0;
}
