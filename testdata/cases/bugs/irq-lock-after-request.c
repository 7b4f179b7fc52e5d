/* The device is being opened, but its interrupt is requested already; what else was waited
 * for does not keep it from coming. */
#include <linux/interrupt.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct nic {
	struct work_struct reset;
	spinlock_t lock;
	int irq;
	int state;
};

static irqreturn_t nic_irq(int irq, void *p)
{
	struct nic *n = p;

	spin_lock(&n->lock);
	n->state++;
	spin_unlock(&n->lock);
	return IRQ_HANDLED;
}

static void nic_start(struct nic *n)
{
	cancel_work_sync(&n->reset);
	spin_lock(&n->lock); /* want "irq-unsafe-lock" */
	n->state = 0;
	spin_unlock(&n->lock);
}

static int nic_open(struct net_device *dev)
{
	struct nic *n = netdev_priv(dev);
	int ret = request_irq(n->irq, nic_irq, 0, "nic", n);

	if (ret)
		return ret;
	nic_start(n);
	return 0;
}

static const struct net_device_ops nic_ops = {
	.ndo_open = nic_open,
};
