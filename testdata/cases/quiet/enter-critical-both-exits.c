/* SPDX-License-Identifier: Apache-2.0 */
/* Every path leaves the vendor's section by its exit macro, one in a helper. */
#include <linux/spinlock.h>
#include <linux/errno.h>

typedef unsigned long _irqL;
#define _enter_critical_bh(plock, pirqL) spin_lock_bh((plock))
#define _exit_critical_bh(plock, pirqL) spin_unlock_bh((plock))

struct queue { spinlock_t lock; int n; int max; };

static int rtw_fail(struct queue *q, int err)
{
	_irqL irqL = 0;

	q->n = 0;
	_exit_critical_bh(&q->lock, &irqL);
	return err;
}

int rtw_enqueue(struct queue *q, int v)
{
	_irqL irqL;

	_enter_critical_bh(&q->lock, &irqL);
	if (q->n >= q->max)
		return rtw_fail(q, -ENOSPC);
	q->n += v;
	_exit_critical_bh(&q->lock, &irqL);
	return 0;
}
