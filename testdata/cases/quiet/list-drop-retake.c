/* SPDX-License-Identifier: Apache-2.0 */
/* Each round of the loop drops the lock around what sleeps and takes it again. */
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/slab.h>

struct job {
	struct list_head node;
	struct mutex m;
};

struct sched {
	spinlock_t lock;
	struct list_head jobs;
	bool stop;
};

void sched_drain(struct sched *s)
{
	struct job *j;

	spin_lock_irq(&s->lock);
	while (!list_empty(&s->jobs)) {
		j = list_first_entry(&s->jobs, struct job, node);
		list_del_init(&j->node);
		if (s->stop)
			continue;
		spin_unlock_irq(&s->lock);

		mutex_lock(&j->m);
		mutex_unlock(&j->m);
		kfree(j);

		spin_lock_irq(&s->lock);
		if (s->stop)
			break;
	}
	spin_unlock_irq(&s->lock);
}
