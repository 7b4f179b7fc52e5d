/* SPDX-License-Identifier: Apache-2.0 */
/* Few buffers have either of the two, and whoever has read this one knows of it. */
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
	if (b->read_error || b->write_error)
		msleep(1);
}

void cache_put(struct cache *c, struct dm_buffer *b)
{
	spin_lock(&c->lock);
	buffer_put(b);
	spin_unlock(&c->lock);
}
