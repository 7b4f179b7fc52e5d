/* SPDX-License-Identifier: Apache-2.0 */
/* The timers are waited for only where another error is the reason. */
#include <linux/errno.h>
#include <linux/timer.h>

struct foo {
	struct timer_list timer;
	int state;
};

static void foo_drop(struct foo *f, int reason)
{
	if (reason == ENETUNREACH)
		del_timer_sync(&f->timer);
	f->state = 0;
}

static void foo_expire(struct timer_list *t)
{
	struct foo *f = from_timer(f, t, timer);

	foo_drop(f, ETIMEDOUT);
}

void foo_unreachable(struct foo *f)
{
	foo_drop(f, ENETUNREACH);
}

void foo_init(struct foo *f)
{
	timer_setup(&f->timer, foo_expire, 0);
	mod_timer(&f->timer, jiffies + HZ);
}
