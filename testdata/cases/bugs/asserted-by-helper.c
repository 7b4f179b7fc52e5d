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

static inline struct port *port_of(struct line *l)
{
	return l->port;
}

static inline void line_check_local(struct line *l)
{
	int a = 0, b = 0, c = a + b;
	struct port *p = port_of(l);

	port_check(p);
	WARN_ON(c);
}

void line_stop(struct line *l)
{
	line_check_local(l);
	msleep(1); /* want "sleep-in-atomic" */
}

void line_flush(int how, int when, struct line *l)
{
	line_check(l);
	msleep(how + when); /* want "sleep-in-atomic" */
}
