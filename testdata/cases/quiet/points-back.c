/* SPDX-License-Identifier: Apache-2.0 */
/* A queue and its scheduler are made together and name each other: the queue that is
 * asked in the scheduler's work is the one that was asked before. */
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct foo_queue;

struct foo_sched {
	struct foo_queue *queue;
	struct work_struct fini;
	struct work_struct clean;
};

struct foo_queue {
	struct foo_sched *sched;
	spinlock_t lock;
	bool lazy;
};

static void foo_clean(struct work_struct *work)
{
}

static void foo_fini(struct work_struct *work)
{
	struct foo_sched *s = container_of(work, struct foo_sched, fini);
	struct foo_queue *q = s->queue;

	if (q->lazy)
		cancel_work_sync(&s->clean);
}

void foo_done(struct foo_queue *q)
{
	spin_lock(&q->lock);
	if (!q->lazy)
		foo_fini(&q->sched->fini);
	spin_unlock(&q->lock);
}

int foo_make(struct foo_queue *q)
{
	struct foo_sched *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	q->sched = s;
	s->queue = q;
	INIT_WORK(&s->fini, foo_fini);
	INIT_WORK(&s->clean, foo_clean);
	return 0;
}
