/* SPDX-License-Identifier: Apache-2.0 */
/* A kthread: the state is set and the list looked at under the lock, schedule() after the unlock. */
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

struct srv {
	spinlock_t lock;
	struct list_head q;
	struct task_struct *task;
};

static int srv_thread(void *data)
{
	struct srv *s = data;

	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		spin_lock_irq(&s->lock);
		if (list_empty(&s->q)) {
			spin_unlock_irq(&s->lock);
			schedule_timeout(HZ);
			continue;
		}
		__set_current_state(TASK_RUNNING);
		list_del_init(s->q.next);
		spin_unlock_irq(&s->lock);
		cond_resched();
	}
	return 0;
}

int srv_start(struct srv *s)
{
	s->task = kthread_run(srv_thread, s, "srv");
	return PTR_ERR_OR_ZERO(s->task);
}

void srv_stop(struct srv *s)
{
	kthread_stop(s->task);
}
