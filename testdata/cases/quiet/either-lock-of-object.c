/* A portal for atomic context has a spinlock: the object that a driver allocated decides, and nothing here tells. */
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>

struct portal {
	unsigned int flags;
	spinlock_t spinlock;
	struct mutex mutex;
};

#define PORTAL_ATOMIC 1

int portal_send(struct portal *p, int cmd)
{
	unsigned long irq_flags = 0;

	if (p->flags & PORTAL_ATOMIC)
		spin_lock_irqsave(&p->spinlock, irq_flags);
	else
		mutex_lock(&p->mutex);
	cmd++;
	if (p->flags & PORTAL_ATOMIC)
		spin_unlock_irqrestore(&p->spinlock, irq_flags);
	else
		mutex_unlock(&p->mutex);
	return cmd;
}

struct port {
	struct portal *portal;
};

static void port_set_rx_mode(struct net_device *dev)
{
	struct port *p = netdev_priv(dev);

	portal_send(p->portal, 1);
}

const struct net_device_ops port_ops = {
	.ndo_set_rx_mode = port_set_rx_mode,
};
