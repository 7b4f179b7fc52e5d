/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/interrupt.h>

struct hub {
	void *base;
	struct device *dev;
	int irq;
};

static int hub_wait(struct hub *hub, bool can_sleep)
{
	int tries;

	for (tries = 0; tries < 100; tries++) {
		if (!(readl(hub->base) & 1))
			return 0;
		if (can_sleep)
			usleep_range(10, 20);	/* want "sleep-in-atomic: usleep_range" */
		else
			udelay(10);
	}
	return -ETIMEDOUT;
}

static irqreturn_t hub_irq(int irq, void *data)
{
	struct hub *hub = data;

	hub_wait(hub, true);
	return IRQ_HANDLED;
}

int hub_start(struct hub *hub)
{
	int ret = hub_wait(hub, true);

	if (ret)
		return ret;
	return request_irq(hub->irq, hub_irq, 0, "hub", hub);
}
