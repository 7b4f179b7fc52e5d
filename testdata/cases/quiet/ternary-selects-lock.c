/* SPDX-License-Identifier: Apache-2.0 */
/* A pointer to the lock is chosen once and used for both ends. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct q { spinlock_t rx, tx; int n; };

void q_kick(struct q *q, bool is_tx)
{
	spinlock_t *lock = is_tx ? &q->tx : &q->rx;
	unsigned long flags;

	spin_lock_irqsave(lock, flags);
	q->n++;
	spin_unlock_irqrestore(lock, flags);
	msleep(1);
}
