/* SPDX-License-Identifier: Apache-2.0 */
/* one list macro makes the enum, the prototypes and the table */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct link;

#define LINK_EVENTS(X)		\
	X(UP, link_up)		\
	X(DOWN, link_down)

#define EVENT_NUMBER(_name, _fn)	LINK_EVENT_##_name,
enum link_event { LINK_EVENTS(EVENT_NUMBER) LINK_EVENT_MAX };

#define EVENT_PROTOTYPE(_name, _fn)	static void _fn(struct link *l);
LINK_EVENTS(EVENT_PROTOTYPE)

#define EVENT_ENTRY(_name, _fn)		[LINK_EVENT_##_name] = _fn,
static void (*const handlers[LINK_EVENT_MAX])(struct link *l) = {
	LINK_EVENTS(EVENT_ENTRY)
};

static DEFINE_SPINLOCK(lock);

static void link_up(struct link *l)
{
	udelay(2);
}

static void link_down(struct link *l)
{
	msleep(20); /* want "sleep-in-atomic" */
}

void link_event(struct link *l, enum link_event e)
{
	spin_lock(&lock);
	handlers[e](l);
	spin_unlock(&lock);
}
