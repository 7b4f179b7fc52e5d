/* SPDX-License-Identifier: Apache-2.0 */
/* The wait is under a lock that the timer takes, both through the vendor's macros. */
#include <linux/spinlock.h>
#include <linux/timer.h>

#define _enter_critical_bh(l, f) spin_lock_bh(l)
#define _exit_critical_bh(l, f) spin_unlock_bh(l)
#define _cancel_timer(t) del_timer_sync(t)

struct mlme { spinlock_t lock; struct timer_list assoc_timer; int state; };

static void assoc_timeout(struct timer_list *t)
{
	struct mlme *m = from_timer(m, t, assoc_timer);
	unsigned long irqL;

	_enter_critical_bh(&m->lock, &irqL);
	m->state = 0;
	_exit_critical_bh(&m->lock, &irqL);
}

void mlme_init(struct mlme *m)
{
	spin_lock_init(&m->lock);
	timer_setup(&m->assoc_timer, assoc_timeout, 0);
	mod_timer(&m->assoc_timer, jiffies + HZ);
}

void mlme_joined(struct mlme *m)
{
	unsigned long irqL;

	_enter_critical_bh(&m->lock, &irqL);
	m->state = 2;
	_cancel_timer(&m->assoc_timer); /* want "wait-under-lock|wait-on-self" */
	_exit_critical_bh(&m->lock, &irqL);
}
