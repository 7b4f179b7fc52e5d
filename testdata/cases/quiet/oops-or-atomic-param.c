/* SPDX-License-Identifier: Apache-2.0 */
/* The parameter may_sleep is false in the handler, computed as !atomic in the middle. */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/mutex.h>

struct foo {
	void __iomem *base;
	struct mutex m;
};

static int __foo_wait(struct foo *f, bool may_sleep)
{
	u32 v;

	if (may_sleep)
		return readl_poll_timeout(f->base, v, v & 1, 10, 1000);
	return readl_poll_timeout_atomic(f->base, v, v & 1, 1, 1000);
}

static int foo_stop(struct foo *f, bool atomic)
{
	int ret;

	writel(0, f->base);
	ret = __foo_wait(f, !atomic);
	if (ret && !atomic) {
		mutex_lock(&f->m);
		mutex_unlock(&f->m);
	}
	return ret;
}

static irqreturn_t foo_irq(int irq, void *data)
{
	foo_stop(data, true);
	return IRQ_HANDLED;
}

int foo_init(struct foo *f, int irq)
{
	foo_stop(f, false);
	return request_irq(irq, foo_irq, 0, "foo", f);
}
