#include <linux/delay.h>
#include <linux/spinlock.h>

struct port {
	spinlock_t lock;
	int busy;
};

static bool may_wait(void)
{
	return !irqs_disabled();
}

static void port_settle(struct port *p)
{
	if (may_wait())
		msleep(1);
	else
		udelay(50);
}

void port_reset(struct port *p)
{
	spin_lock_irq(&p->lock);
	p->busy = 0;
	port_settle(p);
	spin_unlock_irq(&p->lock);
}
