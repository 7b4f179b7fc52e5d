/* quiet: the process side disables the device's interrupt before it takes the handler's lock plainly */
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/netdevice.h>

struct dip { int irq; spinlock_t lock; int n; };

static irqreturn_t dip_irq(int irq, void *d)
{
	struct dip *p = d;

	spin_lock(&p->lock);
	p->n++;
	spin_unlock(&p->lock);
	return IRQ_HANDLED;
}

static int dip_open(struct net_device *nd)
{
	struct dip *p = netdev_priv(nd);

	return request_irq(p->irq, dip_irq, 0, "dip", p);
}

static int dip_set_mac(struct net_device *nd, void *addr)
{
	struct dip *p = netdev_priv(nd);

	disable_irq(p->irq);
	spin_lock(&p->lock);
	p->n = 0;
	spin_unlock(&p->lock);
	enable_irq(p->irq);
	return 0;
}

static const struct net_device_ops dip_ops = { .ndo_open = dip_open, .ndo_set_mac_address = dip_set_mac };
void dip_setup(struct net_device *nd) { nd->netdev_ops = &dip_ops; }
