/* SPDX-License-Identifier: Apache-2.0 */
/* A macro hands its statement on to one that runs it between dropping the lock and taking it again. */
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct array { spinlock_t lock; wait_queue_head_t idle; int pending; };

#define before(a, cmd) do { spin_unlock_irq(&(a)->lock); cmd; } while (0)
#define behind(a) spin_lock_irq(&(a)->lock)
#define wait_until(a, cond, cmd) wait_event_cmd((a)->idle, cond, before(a, cmd), behind(a))

static void array_flush(struct array *a)
{
	while (a->pending--)
		cond_resched();
}

void array_freeze(struct array *a)
{
	spin_lock_irq(&a->lock);
	wait_until(a, a->pending == 0, array_flush(a));
	spin_unlock_irq(&a->lock);
}
