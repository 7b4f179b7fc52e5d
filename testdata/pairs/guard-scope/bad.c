/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>

struct hub {
	void *base;
	spinlock_t lock;
	bool gone;
};

int hub_reset(struct hub *hub)
{
	scoped_guard(spinlock, &hub->lock) {
		if (hub->gone)
			return -ENODEV;
		writel(1, hub->base);
		msleep(10);	/* want "sleep-in-atomic: msleep" */
	}
	return 0;
}

int hub_unplug(struct hub *hub)
{
	guard(spinlock_irqsave)(&hub->lock);
	if (hub->gone)
		return -ENODEV;
	hub->gone = true;
	return 0;
}
