/* SPDX-License-Identifier: Apache-2.0 */
/* An enum passed down two calls decides between spinning and sleeping. */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/spinlock.h>

enum foo_wait { FOO_WAIT_SPIN, FOO_WAIT_SLEEP };

struct foo {
	spinlock_t lock;
	void __iomem *base;
};

static int foo_poll(struct foo *f, u32 bit, enum foo_wait how)
{
	int tries = 100;

	while (!(readl(f->base + 4) & bit)) {
		if (!--tries)
			return -ETIMEDOUT;
		switch (how) {
		case FOO_WAIT_SPIN:
			udelay(5);
			break;
		case FOO_WAIT_SLEEP:
			usleep_range(50, 100);
			break;
		}
	}
	return 0;
}

static int foo_cmd(struct foo *f, u32 cmd, enum foo_wait how)
{
	writel(cmd, f->base);
	return foo_poll(f, BIT(cmd), how);
}

int foo_kick(struct foo *f)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&f->lock, flags);
	ret = foo_cmd(f, 3, FOO_WAIT_SPIN);
	spin_unlock_irqrestore(&f->lock, flags);
	return ret;
}

int foo_reset(struct foo *f)
{
	return foo_cmd(f, 1, FOO_WAIT_SLEEP);
}
