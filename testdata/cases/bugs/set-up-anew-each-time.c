/* SPDX-License-Identifier: Apache-2.0 */
/* The table is made anew after each stop, which takes the flag back and frees nothing. */
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define PORT_READY 2

struct port {
	spinlock_t lock;
	unsigned int flags;
};

static int port_table(struct port *p)
{
	void *desc;

	if (p->flags & PORT_READY)
		return 0;
	desc = kmalloc(32, GFP_KERNEL); /* want "alloc-in-atomic" */
	if (!desc)
		return -12;
	port_load(p, desc);
	kfree(desc);
	p->flags |= PORT_READY;
	return 0;
}

static irqreturn_t port_irq(int irq, void *data)
{
	struct port *p = data;

	spin_lock(&p->lock);
	port_table(p);
	spin_unlock(&p->lock);
	return IRQ_HANDLED;
}

int port_probe(struct port *p, int irq)
{
	int rc = port_table(p);

	return rc ? rc : request_irq(irq, port_irq, 0, "port", p);
}

void port_stop(struct port *p)
{
	p->flags &= ~PORT_READY;
}
