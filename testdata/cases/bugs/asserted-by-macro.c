/* SPDX-License-Identifier: Apache-2.0 */
/* The lock is asserted in a macro: what type it has tells only what the macro is given. */
#include <linux/delay.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct port {
	spinlock_t lock;
	struct mutex setup;
	int users;
};

#define port_assert(p) lockdep_assert_held(&(p)->lock)
#define port_assert_setup(p) lockdep_assert_held(&(p)->setup)

void port_drain(struct port *p)
{
	port_assert(p);
	p->users--;
	msleep(1); /* want "sleep-in-atomic" */
}

void port_reset(struct port *p)
{
	port_assert_setup(p);
	p->users = 0;
	msleep(1);
}
