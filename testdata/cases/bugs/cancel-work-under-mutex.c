/* SPDX-License-Identifier: Apache-2.0 */
/* remove() waits for the work under the mutex that the work takes, once by guard(). */
#include <linux/cleanup.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct link {
	struct mutex lock;
	struct work_struct up;
	int state;
};

static void link_set(struct link *l, int state)
{
	guard(mutex)(&l->lock);
	l->state = state;
}

static void link_up(struct work_struct *w)
{
	link_set(container_of(w, struct link, up), 1);
}

void link_init(struct link *l)
{
	mutex_init(&l->lock);
	INIT_WORK(&l->up, link_up);
	schedule_work(&l->up);
}

void link_down(struct link *l)
{
	scoped_guard(mutex, &l->lock) {
		cancel_work_sync(&l->up); /* want "wait-under-lock|wait-on-self" */
		l->state = 0;
	}
}
