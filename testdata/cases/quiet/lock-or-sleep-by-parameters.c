// SPDX-License-Identifier: Apache-2.0
/* Two parameters: whoever asks for the lock does not allow sleeping, and the reverse. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct port {
	spinlock_t lock;
	int busy;
};

static void wait_for_port(struct port *p, int may_sleep)
{
	while (p->busy) {
		if (may_sleep)
			msleep(1);
		else
			udelay(1);
	}
}

static int port_write(struct port *p, int value, int uselocks, int may_sleep)
{
	if (uselocks)
		spin_lock(&p->lock);
	wait_for_port(p, may_sleep);
	p->busy = value;
	if (uselocks)
		spin_unlock(&p->lock);
	return 0;
}

int port_write_irq(struct port *p, int value)
{
	return port_write(p, value, 1, 0);
}

int port_write_sleeping(struct port *p, int value)
{
	return port_write(p, value, 0, 1);
}
