/* The device is being opened, and its interrupt is not requested yet. */
#include <linux/interrupt.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>

struct nic {
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

static int nic_open(struct net_device *dev)
{
	struct nic *n = netdev_priv(dev);

	spin_lock(&n->lock);
	n->state = 0;
	spin_unlock(&n->lock);
	return request_irq(n->irq, nic_irq, 0, "nic", n);
}

static const struct net_device_ops nic_ops = {
	.ndo_open = nic_open,
};
