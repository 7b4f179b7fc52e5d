/* SPDX-License-Identifier: Apache-2.0 */
/* handlers put themselves on a list; the walker calls each under the lock */
#include <linux/delay.h>
#include <linux/list.h>
#include <linux/spinlock.h>

struct handler {
	struct list_head node;
	void (*fn)(struct handler *h, int ev);
};

static LIST_HEAD(handlers);
static DEFINE_SPINLOCK(handlers_lock);

void handler_add(struct handler *h)
{
	spin_lock(&handlers_lock);
	list_add_tail(&h->node, &handlers);
	spin_unlock(&handlers_lock);
}

void handlers_call(int ev)
{
	struct handler *h, *tmp;

	spin_lock(&handlers_lock);
	list_for_each_entry_safe(h, tmp, &handlers, node)
		h->fn(h, ev);
	spin_unlock(&handlers_lock);
}

struct led {
	struct handler h;
	int on;
};

static void led_event(struct handler *h, int ev)
{
	struct led *l = container_of(h, struct led, h);

	l->on = ev;
	usleep_range(10, 20); /* want "sleep-in-atomic" */
}

void led_init(struct led *l)
{
	l->h.fn = led_event;
	handler_add(&l->h);
}
