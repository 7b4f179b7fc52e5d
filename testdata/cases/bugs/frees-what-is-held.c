/* SPDX-License-Identifier: Apache-2.0 */
/* What is held is no rare thing. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct dm_buffer {
	int read_error;
	int write_error;
	int held;
};

struct cache {
	spinlock_t lock;
};

static void buffer_put(struct dm_buffer *b)
{
	if (b->read_error || b->held)
		msleep(1); /* want "sleep-in-atomic" */
}

void cache_put(struct cache *c, struct dm_buffer *b)
{
	spin_lock(&c->lock);
	buffer_put(b);
	spin_unlock(&c->lock);
}
