/* SPDX-License-Identifier: Apache-2.0 */
/* A list macro's entries are called by their number: the one under the lock does not sleep. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct link;

static DEFINE_SPINLOCK(lock);

static void link_up(struct link *l)
{
	udelay(2);
}

static void link_down(struct link *l)
{
	msleep(20);
}

#define LINK_EVENTS(X)		\
	X(0, link_up)		\
	X(1, link_down)

#define EVENT_ENTRY(_no, _fn)	[_no] = _fn,
static void (*const handlers[2])(struct link *l) = {
	LINK_EVENTS(EVENT_ENTRY)
};

#define EVENT_CASE(_no, _fn)	case _no: if (0) _fn(l); break;
void link_event(struct link *l, int e)
{
	spin_lock(&lock);
	handlers[0](l);
	spin_unlock(&lock);
	switch (e) {
	LINK_EVENTS(EVENT_CASE)
	}
}
