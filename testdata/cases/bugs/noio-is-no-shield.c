/* SPDX-License-Identifier: Apache-2.0 */
/* memalloc_noio_save() forbids I/O, not sleeping. */
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/mempool.h>
#include <linux/spinlock.h>

struct foo {
	spinlock_t lock;
	mempool_t *pool;
	void *a, *b;
};

void foo_fill(struct foo *f)
{
	unsigned int noio;

	spin_lock_bh(&f->lock);
	noio = memalloc_noio_save();
	f->a = kmalloc(128, GFP_KERNEL); /* want "alloc-in-atomic" */
	f->b = mempool_alloc(f->pool, GFP_NOIO); /* want "alloc-in-atomic" */
	memalloc_noio_restore(noio);
	spin_unlock_bh(&f->lock);
}
