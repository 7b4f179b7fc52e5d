/* SPDX-License-Identifier: Apache-2.0 */
/* The OS layer keeps a void * callback and its argument, and calls it from a timer of its own. */
#include <linux/timer.h>
#include <linux/mutex.h>

typedef void (*os_timer_fn)(void *ctx);

struct os_timer {
	struct timer_list t;
	void *fn;
	void *arg;
};

struct mlme {
	struct os_timer scan;
	struct mutex lock;
	int n;
};

static void os_timer_trampoline(struct timer_list *t)
{
	struct os_timer *o = from_timer(o, t, t);

	((os_timer_fn)o->fn)(o->arg);
}

static void os_timer_init(struct os_timer *o, void *fn, void *arg)
{
	o->fn = fn;
	o->arg = arg;
	timer_setup(&o->t, os_timer_trampoline, 0);
}

static void os_timer_set(struct os_timer *o, u32 ms)
{
	mod_timer(&o->t, jiffies + msecs_to_jiffies(ms));
}

static void mlme_scan_timeout(void *ctx)
{
	struct mlme *m = ctx;

	mutex_lock(&m->lock); /* want "sleep-in-atomic" */
	m->n++;
	mutex_unlock(&m->lock);
}

void mlme_init(struct mlme *m)
{
	mutex_init(&m->lock);
	os_timer_init(&m->scan, mlme_scan_timeout, m);
	os_timer_set(&m->scan, 100);
}
