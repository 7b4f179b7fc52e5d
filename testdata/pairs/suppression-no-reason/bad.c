/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>

struct hub {
	void *base;
	spinlock_t lock;
};

void hub_stop(struct hub *hub)
{
	spin_lock(&hub->lock);
	msleep(1); /* ctxlint:ignore sleep-in-atomic */ /* want "bad-suppression: no reason" "sleep-in-atomic: msleep" */
	spin_unlock(&hub->lock);
}
