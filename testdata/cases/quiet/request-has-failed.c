/* SPDX-License-Identifier: Apache-2.0 */
/* Where the request has failed no interrupt comes for the lock. */
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
	spin_lock(&f->lock);
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
		goto free_spare;
	netif_start_queue(dev);
	return 0;

free_spare:
	foo_free_spare(f);
	return err;
}

const struct net_device_ops foo_ops = { .ndo_open = foo_open };
