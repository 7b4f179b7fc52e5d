/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>

struct hub {
	void *base;
	spinlock_t lock;
	bool powered;
};

static int hub_write(struct hub *hub, u32 val)
{
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&hub->lock, flags);
	if (!hub->powered) {
		return -EIO;	/* want "unbalanced-context" */
	}
	writel(val, hub->base);
	spin_unlock_irqrestore(&hub->lock, flags);
	return ret;
}

int hub_reset(struct hub *hub)
{
	return hub_write(hub, 0);
}
