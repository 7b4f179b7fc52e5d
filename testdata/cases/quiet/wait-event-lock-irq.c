/* SPDX-License-Identifier: Apache-2.0 */
/* wait_event_lock_irq() drops the lock that is its argument while it sleeps. */
#include <linux/spinlock.h>
#include <linux/wait.h>

struct ring {
	spinlock_t lock;
	wait_queue_head_t wq;
	unsigned int used, size;
};

int ring_put(struct ring *r)
{
	int ret;

	spin_lock_irq(&r->lock);
	ret = wait_event_interruptible_lock_irq(r->wq, r->used < r->size, r->lock);
	if (!ret)
		r->used++;
	spin_unlock_irq(&r->lock);
	return ret;
}

void ring_drain(struct ring *r)
{
	spin_lock_irq(&r->lock);
	wait_event_lock_irq(r->wq, !r->used, r->lock);
	spin_unlock_irq(&r->lock);
}
