/* SPDX-License-Identifier: Apache-2.0 */
/* The work takes its parent down, whose work is another one. */
#include <linux/workqueue.h>

struct foo {
	struct foo *parent;
	struct work_struct work;
	int n;
};

static void foo_stop(struct foo *f)
{
	cancel_work_sync(&f->work);
}

static void foo_work(struct work_struct *work)
{
	struct foo *f = container_of(work, struct foo, work);

	if (f->parent)
		foo_stop(f->parent);
}

void foo_start(struct foo *f)
{
	INIT_WORK(&f->work, foo_work);
	schedule_work(&f->work);
}
