/* SPDX-License-Identifier: Apache-2.0 */
/* flush_workqueue() and destroy_workqueue() wait for each work of the queue, which takes the mutex held here. */
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct foo {
	struct mutex m;
	struct workqueue_struct *wq;
	struct work_struct w;
	int n;
};

static void foo_w(struct work_struct *w)
{
	struct foo *f = container_of(w, struct foo, w);

	mutex_lock(&f->m);
	f->n++;
	mutex_unlock(&f->m);
}

int foo_init(struct foo *f)
{
	f->wq = alloc_workqueue("foo", WQ_UNBOUND, 1);
	if (!f->wq)
		return -ENOMEM;
	INIT_WORK(&f->w, foo_w);
	queue_work(f->wq, &f->w);
	return 0;
}

void foo_exit(struct foo *f)
{
	mutex_lock(&f->m);
	flush_workqueue(f->wq); /* want "wait-under-lock|wait-on-self" */
	mutex_unlock(&f->m);
}
