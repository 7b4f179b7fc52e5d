/* SPDX-License-Identifier: Apache-2.0 */
/* The lock is asserted in a helper of its own, or in one within that, before anything else. */
#include <linux/delay.h>
#include <linux/lockdep.h>
#include <linux/spinlock.h>

struct port {
	spinlock_t lock;
	int users;
};

struct line {
	struct port *port;
};

static void port_check(struct port *p)
{
	lockdep_assert_held(&p->lock);
	WARN_ON(p->users < 0);
}

static inline void line_check(struct line *l)
{
	port_check(l->port);
}

void port_drain(struct port *p)
{
	port_check(p);
	p->users--;
	msleep(1); /* want "sleep-in-atomic" */
}

void line_drain(struct line *l)
{
	line_check(l);
	msleep(1); /* want "sleep-in-atomic" */
}
