/* SPDX-License-Identifier: Apache-2.0 */
/* The helper gets a member and goes back to its parent, whose lock it drops. */
#include <linux/container_of.h>
#include <linux/spinlock.h>
#include <linux/delay.h>

struct hw_ring { int head; int tail; };

struct queue {
	spinlock_t lock;
	struct hw_ring ring;
};

#define to_queue(r) container_of(r, struct queue, ring)

static void ring_unlock(struct hw_ring *r)
{
	struct queue *q = to_queue(r);

	q->ring.head = 0;
	spin_unlock_bh(&q->lock);
}

void queue_drain(struct queue *q)
{
	struct hw_ring *r = &q->ring;

	spin_lock_bh(&to_queue(r)->lock);
	r->tail = r->head;
	ring_unlock(r);
	msleep(1);
}
