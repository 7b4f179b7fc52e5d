/* SPDX-License-Identifier: Apache-2.0 */
/* Preemption is off by name on PREEMPT_RT as well, and a helper takes a lock that sleeps there before it drops the raw one. */
#include <linux/preempt.h>
#include <linux/spinlock.h>

struct table {
	spinlock_t lock;
	raw_spinlock_t guard;
	int users;
};

void table_poll(struct table *t)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_disable();
	spin_lock(&t->lock);	/* want "rt-sleeping-lock" */
	t->users++;
	spin_unlock(&t->lock);
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_enable();
}

static void table_grow(struct table *t)
{
	spin_lock(&t->lock);	/* want "rt-sleeping-lock" */
	t->users++;
	spin_unlock(&t->lock);
	raw_spin_unlock_irq(&t->guard);
	raw_spin_lock_irq(&t->guard);
}

void table_use(struct table *t)
{
	raw_spin_lock_irq(&t->guard);
	if (t->users > 8)
		table_grow(t);
	raw_spin_unlock_irq(&t->guard);
}
