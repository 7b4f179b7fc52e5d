/* SPDX-License-Identifier: Apache-2.0 */
/* The helper tells that it has requested the interrupt, not that it has failed. */
#include <linux/interrupt.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>

struct foo {
	spinlock_t lock;
	int irq, spare;
};

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *f = data;

	spin_lock(&f->lock);
	f->spare--;
	spin_unlock(&f->lock);
	return IRQ_HANDLED;
}

static bool foo_request(struct foo *f)
{
	return request_irq(f->irq, foo_irq, IRQF_SHARED, "foo", f) == 0;
}

static int foo_open(struct net_device *dev)
{
	struct foo *f = netdev_priv(dev);

	if (foo_request(f)) {
		spin_lock(&f->lock); /* want "irq-unsafe-lock" */
		f->spare = 0;
		spin_unlock(&f->lock);
	}
	return 0;
}

const struct net_device_ops foo_ops = { .ndo_open = foo_open };
