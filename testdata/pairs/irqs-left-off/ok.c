/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>

struct bus {
	void *base;
};

int bus_read(struct bus *bus, u32 *val)
{
	unsigned long flags;
	int tries;

	local_irq_save(flags);
	for (tries = 0; readl(bus->base) & 1; tries++) {
		if (tries > 10)
			break;
		udelay(1);
	}
	*val = readl(bus->base + 4);
	local_irq_restore(flags);
	return tries > 10 ? -ETIMEDOUT : 0;
}
