/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/slab.h>
#include <linux/spinlock.h>

struct pool {
	raw_spinlock_t lock;
	void *first;
};

void pool_fill(struct pool *pool)
{
	void *first = kmalloc(64, GFP_ATOMIC);

	raw_spin_lock(&pool->lock);
	pool->first = first;
	raw_spin_unlock(&pool->lock);
}
