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

static void port_take_at(struct port *p, int line)
{
	pr_debug("%d\n", line);
	spin_lock(&p->lock);
}

#define port_take(p) port_take_at(p, __LINE__)

static int port_users_locked(struct port *p)
{
	assert_spin_locked(&p->lock);
	return p->users;
}

/* Takes the lock two calls down, by a macro, before the helper says that it is held. */
static int port_users(struct port *p)
{
	int users;

	port_take(p);
	users = port_users_locked(p);
	spin_unlock(&p->lock);
	return users;
}

void port_wait(struct port *p)
{
	int users = port_users(p);

	msleep(users);
}
