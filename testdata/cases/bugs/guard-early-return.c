/* SPDX-License-Identifier: Apache-2.0 */
/* guard() lasts to the end of the function; a helper on one path sleeps. */
#include <linux/cleanup.h>
#include <linux/clk.h>
#include <linux/spinlock.h>

struct foo {
	spinlock_t lock;
	struct clk *clk;
	bool on;
};

static int foo_power(struct foo *f)
{
	return clk_prepare_enable(f->clk); /* want "sleep-in-atomic" */
}

int foo_set(struct foo *f, bool on)
{
	guard(spinlock_irqsave)(&f->lock);

	if (f->on == on)
		return 0;
	f->on = on;
	if (on)
		return foo_power(f);
	clk_disable(f->clk);
	return 0;
}
