/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct port {
	spinlock_t lock;
	void *base;
};

static void port_settle(struct port *port)
{
	int i;

	for (i = 0; i < 20; i++) {
		if (readl(port->base))
			return;
		udelay(10);
	}
}

void port_reset(struct port *port)
{
	unsigned long flags;

	spin_lock_irqsave(&port->lock, flags);
	port_settle(port);
	spin_unlock_irqrestore(&port->lock, flags);
}
