/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a member was before it was stored to says nothing about what is called behind the
 * store: a timer takes back what was pending, and does it.
 */
#include <linux/delay.h>
#include <linux/timer.h>

#define PENDING_SEND 1
#define PENDING_PROBE 2

struct conn {
	struct timer_list timer;
	int pending;
	int left;
};

static void conn_send(struct conn *c)
{
	c->left--;
}

static void conn_probe(struct conn *c)
{
	msleep(1); /* want "sleep-in-atomic" */
	if (!c->pending)
		conn_send(c);
}

static void conn_expire(struct conn *c)
{
	int event;

	if (!c->pending)
		return;
	event = c->pending;
	switch (event) {
	case PENDING_SEND:
		c->pending = 0;
		conn_send(c);
		break;
	case PENDING_PROBE:
		c->pending = 0;
		conn_probe(c);
		break;
	}
}

static void conn_timer(struct timer_list *t)
{
	struct conn *c = from_timer(c, t, timer);

	conn_expire(c);
}

void conn_init(struct conn *c)
{
	timer_setup(&c->timer, conn_timer, 0);
}
