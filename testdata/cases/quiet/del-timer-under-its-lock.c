/* SPDX-License-Identifier: Apache-2.0 */
/* timer_delete() does not wait, so the lock of the timer may be held; the waiting form comes after the unlock. */
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

struct wd {
	spinlock_t lock;
	struct timer_list timer;
	bool armed;
};

static void wd_fire(struct timer_list *t)
{
	struct wd *w = container_of(t, struct wd, timer);

	spin_lock(&w->lock);
	if (w->armed)
		mod_timer(&w->timer, jiffies + HZ);
	spin_unlock(&w->lock);
}

void wd_disarm(struct wd *w)
{
	spin_lock_bh(&w->lock);
	w->armed = false;
	timer_delete(&w->timer);
	spin_unlock_bh(&w->lock);
}

struct wd *wd_new(void)
{
	struct wd *w = kzalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return NULL;
	spin_lock_init(&w->lock);
	timer_setup(&w->timer, wd_fire, 0);
	w->armed = true;
	mod_timer(&w->timer, jiffies + HZ);
	return w;
}

void wd_free(struct wd *w)
{
	wd_disarm(w);
	timer_shutdown_sync(&w->timer);
	kfree(w);
}
