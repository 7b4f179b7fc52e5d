/* SPDX-License-Identifier: Apache-2.0 */
/* While its function runs the timer is not pending: who stops it does not wait. */
#include <linux/timer.h>

struct foo {
	struct timer_list timer;
	int state;
};

static void foo_stop(struct foo *f)
{
	if (timer_pending(&f->timer))
		del_timer_sync(&f->timer);
	f->state = 0;
}

static void foo_expire(struct timer_list *t)
{
	struct foo *f = from_timer(f, t, timer);

	foo_stop(f);
}

void foo_start(struct foo *f)
{
	timer_setup(&f->timer, foo_expire, 0);
	mod_timer(&f->timer, jiffies + HZ);
}
