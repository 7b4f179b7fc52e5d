/* call: listeners register a struct with a function; the interrupt handler notifies all */
#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/delay.h>

struct rll { struct list_head node; void (*event)(struct rll *, int); };
static LIST_HEAD(rll_all);

void rll_register(struct rll *l, void (*event)(struct rll *, int))
{
	l->event = event;
	list_add(&l->node, &rll_all);
}

static irqreturn_t rll_irq(int irq, void *d)
{
	struct rll *l;

	list_for_each_entry(l, &rll_all, node)
		l->event(l, irq);
	return IRQ_HANDLED;
}

static void rll_mine(struct rll *l, int ev)
{
	msleep(ev);	/* want "sleep-in-atomic" */
}

int rll_init(struct rll *l, int irq)
{
	rll_register(l, rll_mine);
	return request_irq(irq, rll_irq, 0, "rll", NULL);
}
