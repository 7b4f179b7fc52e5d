/* SPDX-License-Identifier: Apache-2.0 */
/* A warning that is due unless something holds says that it holds. */
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>

struct port {
	spinlock_t lock;
};

void port_locked(struct port *p)
{
	WARN_ON_ONCE(!lockdep_is_held(&p->lock));
	msleep(1); /* want "sleep-in-atomic" */
}

void port_asserted(struct port *p)
{
	lockdep_assert(lockdep_is_held(&p->lock));
	msleep(1); /* want "sleep-in-atomic" */
}

void port_found(void)
{
	WARN_ON_ONCE(!rcu_read_lock_held());
	msleep(1); /* want "sleep-in-atomic" */
}

void port_quiet(void)
{
	BUG_ON(!irqs_disabled());
	msleep(1); /* want "sleep-in-atomic" */
}
