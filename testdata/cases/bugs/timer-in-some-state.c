/* SPDX-License-Identifier: Apache-2.0 */
/* The function of the timer stops it and waits. */
#include <linux/timer.h>

struct foo {
	struct timer_list timer;
	int state;
};

static void foo_stop(struct foo *f)
{
	if (f->state)
		del_timer_sync(&f->timer); /* want "wait-on-self" */
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
