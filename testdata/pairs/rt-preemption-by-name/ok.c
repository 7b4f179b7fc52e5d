/* SPDX-License-Identifier: Apache-2.0 */
/* Preloading takes a local lock on PREEMPT_RT; what only other kernels run with preemption off is nothing there; and a helper drops the raw lock first. */
#include <linux/idr.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct table {
	struct idr idr;
	spinlock_t lock;
	raw_spinlock_t guard;
	int users;
};

int table_add(struct table *t, void *entry)
{
	int id;

	idr_preload(GFP_KERNEL);
	spin_lock(&t->lock);
	id = idr_alloc(&t->idr, entry, 0, 0, GFP_NOWAIT);
	spin_unlock(&t->lock);
	idr_preload_end();
	return id;
}

static void table_count(struct table *t)
{
	spin_lock(&t->lock);
	t->users++;
	spin_unlock(&t->lock);
}

void table_poll(struct table *t)
{
	if (!IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_disable();
	table_count(t);
	if (!IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_enable();
}

static void table_grow(struct table *t)
{
	raw_spin_unlock_irq(&t->guard);
	table_count(t);
	raw_spin_lock_irq(&t->guard);
}

void table_use(struct table *t)
{
	raw_spin_lock_irq(&t->guard);
	if (t->users > 8)
		table_grow(t);
	raw_spin_unlock_irq(&t->guard);
}
