/* SPDX-License-Identifier: Apache-2.0 */
/* A GFP_KERNEL allocation on every path before the lock proves that interrupts are on there. */
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct foo {
	spinlock_t lock;
	void *p;
};

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *f = data;

	spin_lock(&f->lock);
	f->p = NULL;
	spin_unlock(&f->lock);
	return IRQ_HANDLED;
}

int foo_start(struct foo *f, int irq)
{
	spin_lock_init(&f->lock);
	return request_irq(irq, foo_irq, 0, "foo", f);
}

int foo_set(struct foo *f)
{
	void *p = kmalloc(32, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	spin_lock(&f->lock); /* want "irq-unsafe-lock" */
	f->p = p;
	spin_unlock(&f->lock);
	return 0;
}
