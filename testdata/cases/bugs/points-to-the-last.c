/* SPDX-License-Identifier: Apache-2.0 */
/* Many queues have one scheduler, which names the last of them: that need not be the one
 * that was asked before. */
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

static void foo_fini(struct work_struct *work)
{
	struct foo_sched *s = container_of(work, struct foo_sched, fini);
	struct foo_queue *q = s->queue;

	if (q->lazy)
		cancel_work_sync(&s->clean); /* want "sleep-in-atomic" */
}

void foo_done(struct foo_queue *q)
{
	spin_lock(&q->lock);
	if (!q->lazy)
		foo_fini(&q->sched->fini);
	spin_unlock(&q->lock);
}

void foo_join(struct foo_queue *q, struct foo_sched *s)
{
	q->sched = s;
	s->queue = q;
}
