/* SPDX-License-Identifier: Apache-2.0 */
/* An error path leaves the vendor's section without its exit macro. */
#include <linux/spinlock.h>
#include <linux/errno.h>

typedef unsigned long _irqL;
#define _enter_critical_bh(plock, pirqL) spin_lock_bh((plock))
#define _exit_critical_bh(plock, pirqL) spin_unlock_bh((plock))

struct queue { spinlock_t lock; int n; int max; };

int rtw_enqueue(struct queue *q, int v)
{
	_irqL irqL;

	_enter_critical_bh(&q->lock, &irqL);
	if (q->n >= q->max)
		return -ENOSPC; /* want "unbalanced-context" */
	q->n += v;
	_exit_critical_bh(&q->lock, &irqL);
	return 0;
}
