/* SPDX-License-Identifier: Apache-2.0 */
/* The stop helper waits for the work unless it is called by the work itself, as current_work() and a flag tell. */
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct foo {
	struct work_struct reset;
	struct delayed_work poll;
	struct mutex m;
};

static void foo_stop(struct foo *f, bool from_work)
{
	if (!from_work)
		cancel_work_sync(&f->reset);
	cancel_delayed_work_sync(&f->poll);
}

static void foo_reset(struct work_struct *w)
{
	struct foo *f = container_of(w, struct foo, reset);

	foo_stop(f, true);
	schedule_delayed_work(&f->poll, HZ);
}

static void foo_poll(struct work_struct *w)
{
	struct foo *f = container_of(to_delayed_work(w), struct foo, poll);

	if (!mutex_trylock(&f->m))
		return;
	schedule_work(&f->reset);
	mutex_unlock(&f->m);
}

void foo_start(struct foo *f)
{
	INIT_WORK(&f->reset, foo_reset);
	INIT_DELAYED_WORK(&f->poll, foo_poll);
	schedule_delayed_work(&f->poll, HZ);
}

void foo_exit(struct foo *f)
{
	mutex_lock(&f->m);
	foo_stop(f, false);
	mutex_unlock(&f->m);
}
