/* The interrupt is masked at its controller while its lock is held with interrupts enabled. */
#include <linux/interrupt.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>

struct card {
	spinlock_t page_lock;
	int irq;
	int page;
};

static irqreturn_t card_interrupt(int irq, void *data)
{
	struct card *c = data;

	spin_lock(&c->page_lock);
	c->page++;
	spin_unlock(&c->page_lock);
	return IRQ_HANDLED;
}

static void card_tx_timeout(struct net_device *dev, unsigned int txqueue)
{
	struct card *c = netdev_priv(dev);

	disable_irq_nosync_lockdep(c->irq);
	spin_lock(&c->page_lock);
	c->page = 0;
	spin_unlock(&c->page_lock);
	enable_irq_lockdep(c->irq);
}

static const struct net_device_ops card_ops = {
	.ndo_tx_timeout = card_tx_timeout,
};

int card_open(struct net_device *dev, struct card *c)
{
	dev->netdev_ops = &card_ops;
	return request_irq(c->irq, card_interrupt, 0, "card", c);
}
