/* SPDX-License-Identifier: Apache-2.0 */
/* The request has not failed where the spare ones are freed. */
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

static void foo_free_spare(struct foo *f)
{
	spin_lock(&f->lock); /* want "irq-unsafe-lock" */
	f->spare = 0;
	spin_unlock(&f->lock);
}

static int foo_open(struct net_device *dev)
{
	struct foo *f = netdev_priv(dev);
	int err;

	f->spare = 8;
	err = request_irq(f->irq, foo_irq, IRQF_SHARED, "foo", f);
	if (err)
		return err;
	foo_free_spare(f);
	netif_start_queue(dev);
	return 0;
}

const struct net_device_ops foo_ops = { .ndo_open = foo_open };
