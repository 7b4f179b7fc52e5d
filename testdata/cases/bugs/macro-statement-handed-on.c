/* SPDX-License-Identifier: Apache-2.0 */
/* A macro hands its statement on to one that runs it before it drops the lock. */
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct pool { spinlock_t lock; wait_queue_head_t idle; int pending; };

#define before(p, cmd) do { cmd; spin_unlock_irq(&(p)->lock); } while (0)
#define behind(p) spin_lock_irq(&(p)->lock)
#define wait_until(p, cond, cmd) wait_event_cmd((p)->idle, cond, before(p, cmd), behind(p))

static void pool_flush(struct pool *p)
{
	while (p->pending--)
		cond_resched(); /* want "sleep-in-atomic" */
}

void pool_freeze(struct pool *p)
{
	spin_lock_irq(&p->lock);
	wait_until(p, p->pending == 0, pool_flush(p));
	spin_unlock_irq(&p->lock);
}
