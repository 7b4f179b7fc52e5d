/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mask of a pool is kept in it: one maker gives another than the other, one takes it
 * from its caller, one is changed afterwards.
 */
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct pool {
	gfp_t gfp;
	size_t size;
};

struct given {
	gfp_t gfp;
};

struct changed {
	gfp_t gfp;
};

struct foo {
	spinlock_t lock;
	struct pool fast, slow;
	struct given given;
	struct changed changed;
	void *last;
};

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *f = data;

	f->last = kzalloc(f->fast.size, f->fast.gfp);
	kfree(f->last);
	f->last = kzalloc(8, f->given.gfp);
	kfree(f->last);
	f->last = kzalloc(8, f->changed.gfp);
	return IRQ_HANDLED;
}

void *foo_slow(struct foo *f)
{
	return kzalloc(f->slow.size, f->slow.gfp);
}

int foo_init(struct foo *f, int irq, gfp_t gfp)
{
	f->fast.gfp = GFP_ATOMIC;
	f->slow.gfp = GFP_KERNEL;
	f->given.gfp = gfp;
	f->changed.gfp = GFP_KERNEL;
	f->changed.gfp &= ~__GFP_DIRECT_RECLAIM;
	return request_irq(irq, foo_irq, 0, "foo", f);
}
