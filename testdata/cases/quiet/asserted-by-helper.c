/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A helper asserts a mutex, asserts a lock in one case only, or lets go of the lock that
 * it has asserted; a warning says that something does not hold; what is asserted after a
 * helper has locked is its lock.
 */
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct port {
	spinlock_t lock;
	struct mutex setup;
	int users;
};

static void port_check_setup(struct port *p)
{
	lockdep_assert_held(&p->setup);
}

void port_setup(struct port *p)
{
	port_check_setup(p);
	p->users = 1;
	msleep(1);
}

static void port_check_if(struct port *p, bool locked)
{
	if (locked)
		lockdep_assert_held(&p->lock);
}

void port_open(struct port *p)
{
	port_check_if(p, false);
	msleep(1);
}

static void port_leave(struct port *p)
{
	lockdep_assert_held(&p->lock);
	p->users--;
	spin_unlock(&p->lock);
}

void port_close(struct port *p)
{
	port_leave(p);
	msleep(1);
}

void port_process(struct port *p)
{
	WARN_ON(irqs_disabled());
	msleep(1);
}

static void port_lock(struct port *p)
{
	spin_lock(&p->lock);
}

void port_count(struct port *p)
{
	port_lock(p);
	lockdep_assert_held(&p->lock);
	p->users++;
	spin_unlock(&p->lock);
	msleep(1);
}
