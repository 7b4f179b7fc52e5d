/* SPDX-License-Identifier: Apache-2.0 */
/* The worker flushes the workqueue it runs on. */
#include <linux/workqueue.h>

struct foo {
	struct workqueue_struct *wq;
	struct work_struct reset;
};

static void foo_teardown(struct foo *f)
{
	flush_workqueue(f->wq); /* want "wait-on-self" */
}

static void foo_reset(struct work_struct *w)
{
	struct foo *f = container_of(w, struct foo, reset);

	foo_teardown(f);
}

int foo_init(struct foo *f)
{
	f->wq = alloc_ordered_workqueue("foo", WQ_MEM_RECLAIM);
	if (!f->wq)
		return -ENOMEM;
	INIT_WORK(&f->reset, foo_reset);
	queue_work(f->wq, &f->reset);
	return 0;
}
