/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>

struct hub {
	void *base;
	spinlock_t lock;
};

void hub_stop(struct hub *hub)
{
	spin_lock(&hub->lock);
	udelay(1);
	spin_unlock(&hub->lock);
}
