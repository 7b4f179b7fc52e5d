/* SPDX-License-Identifier: Apache-2.0 */
/* Work on system_bh_wq, or on a WQ_BH queue, runs in softirq. */
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct foo {
	struct work_struct done, event, slow;
	struct workqueue_struct *wq;
	struct mutex m;
};

static void foo_done(struct work_struct *w)
{
	struct foo *f = container_of(w, struct foo, done);

	mutex_lock(&f->m); /* want "sleep-in-atomic" */
	mutex_unlock(&f->m);
}

static void foo_event(struct work_struct *w)
{
	usleep_range(10, 20); /* want "sleep-in-atomic" */
}

static void foo_slow(struct work_struct *w)
{
	usleep_range(10, 20);
}

int foo_init(struct foo *f)
{
	f->wq = alloc_workqueue("foo", WQ_BH | WQ_HIGHPRI, 0);
	if (!f->wq)
		return -ENOMEM;
	mutex_init(&f->m);
	INIT_WORK(&f->done, foo_done);
	INIT_WORK(&f->event, foo_event);
	INIT_WORK(&f->slow, foo_slow);
	return 0;
}

void foo_kick(struct foo *f)
{
	queue_work(system_bh_wq, &f->done);
	queue_work(f->wq, &f->event);
	queue_work(system_highpri_wq, &f->slow);
}
