/* SPDX-License-Identifier: Apache-2.0 */
/* timer_delete_sync() under the spinlock that the timer takes, through a helper. */
#include <linux/spinlock.h>
#include <linux/timer.h>

struct wd {
	spinlock_t lock;
	struct timer_list timer;
	int n;
};

static void wd_fire(struct timer_list *t)
{
	struct wd *w = from_timer(w, t, timer);

	spin_lock(&w->lock);
	w->n++;
	spin_unlock(&w->lock);
}

static void wd_quiet(struct wd *w)
{
	timer_delete_sync(&w->timer); /* want "wait-under-lock|wait-on-self" */
}

void wd_stop(struct wd *w)
{
	spin_lock_bh(&w->lock);
	wd_quiet(w);
	spin_unlock_bh(&w->lock);
}

void wd_init(struct wd *w)
{
	spin_lock_init(&w->lock);
	timer_setup(&w->timer, wd_fire, 0);
	mod_timer(&w->timer, jiffies + HZ);
}
