/* SPDX-License-Identifier: Apache-2.0 */
/* a static inline of the folder's header calls through the ring's ops under its lock */
#ifndef RING_H
#define RING_H
#include <linux/spinlock.h>

struct ring;
struct ring_ops {
	bool (*full)(struct ring *r);
	void (*kick)(struct ring *r);
};

struct ring {
	spinlock_t lock;
	const struct ring_ops *ops;
	unsigned int head;
};

static inline void __ring_kick(struct ring *r)
{
	if (likely(r->ops->kick))
		r->ops->kick(r);
}

static inline void ring_push(struct ring *r)
{
	unsigned long flags;

	spin_lock_irqsave(&r->lock, flags);
	r->head++;
	__ring_kick(r);
	spin_unlock_irqrestore(&r->lock, flags);
}
#endif
