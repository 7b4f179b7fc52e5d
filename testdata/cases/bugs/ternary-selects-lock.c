/* SPDX-License-Identifier: Apache-2.0 */
/* The lock that is dropped is not the one that was taken when is_tx is set. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct q { spinlock_t rx, tx; int n; };

void q_kick(struct q *q)
{
	spin_lock(&q->tx);
	spin_lock(&q->rx);
	q->n++;
	spin_unlock(&q->tx);
	msleep(1); /* want "sleep-in-atomic" */
	spin_unlock(&q->rx);
}
