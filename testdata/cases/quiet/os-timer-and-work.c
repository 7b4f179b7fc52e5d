/* SPDX-License-Identifier: Apache-2.0 */
/* The OS layer has a timer and a work item, each with a void * callback; only the work's sleeps. */
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <linux/mutex.h>

typedef void (*os_fn)(void *ctx);

struct os_timer {
	struct timer_list t;
	os_fn fn;
	void *arg;
};

struct os_work {
	struct work_struct w;
	os_fn fn;
	void *arg;
};

struct mlme {
	struct os_timer tick;
	struct os_work scan;
	struct mutex lock;
	int n;
};

static void os_timer_run(struct timer_list *t)
{
	struct os_timer *o = from_timer(o, t, t);

	o->fn(o->arg);
}

static void os_work_run(struct work_struct *w)
{
	struct os_work *o = container_of(w, struct os_work, w);

	o->fn(o->arg);
}

static void os_timer_init(struct os_timer *o, os_fn fn, void *arg)
{
	o->fn = fn;
	o->arg = arg;
	timer_setup(&o->t, os_timer_run, 0);
}

static void os_work_init(struct os_work *o, os_fn fn, void *arg)
{
	o->fn = fn;
	o->arg = arg;
	INIT_WORK(&o->w, os_work_run);
}

static void mlme_scan(void *ctx)
{
	struct mlme *m = ctx;

	mutex_lock(&m->lock);
	m->n++;
	mutex_unlock(&m->lock);
}

static void mlme_tick(void *ctx)
{
	struct mlme *m = ctx;

	schedule_work(&m->scan.w);
}

void mlme_init(struct mlme *m)
{
	mutex_init(&m->lock);
	os_work_init(&m->scan, mlme_scan, m);
	os_timer_init(&m->tick, mlme_tick, m);
	mod_timer(&m->tick.t, jiffies + HZ);
}
