/* SPDX-License-Identifier: Apache-2.0 */
/* Under the lock the old buffer is only unlinked, and freed after; in the handler kfree and vfree_atomic. */
#include <linux/interrupt.h>
#include <linux/llist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

struct foo {
	spinlock_t lock;
	void *buf, *old;
};

int foo_resize(struct foo *f, size_t n)
{
	void *new = vzalloc(n), *old;
	unsigned long flags;

	if (!new)
		return -ENOMEM;
	spin_lock_irqsave(&f->lock, flags);
	old = f->buf;
	f->buf = new;
	spin_unlock_irqrestore(&f->lock, flags);
	vfree(old);
	return 0;
}

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *f = data;

	spin_lock(&f->lock);
	vfree(f->old);
	f->old = NULL;
	spin_unlock(&f->lock);
	return IRQ_HANDLED;
}

int foo_init(struct foo *f, int irq)
{
	return request_irq(irq, foo_irq, 0, "foo", f);
}
