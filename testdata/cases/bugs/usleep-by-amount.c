/* SPDX-License-Identifier: Apache-2.0 */
/* The vendor's delay spins for short times and sleeps for long ones; one time under the lock is long. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct phy { spinlock_t lock; void __iomem *base; };

static void phy_delay(unsigned int us)
{
	if (us >= 20)
		usleep_range(us, us + us / 2); /* want "sleep-in-atomic" */
	else
		udelay(us);
}

static void phy_write(struct phy *p, u32 reg, u32 val, unsigned int settle)
{
	writel(val, p->base + reg);
	if (settle)
		phy_delay(settle);
}

void phy_reset(struct phy *p)
{
	spin_lock(&p->lock);
	phy_write(p, 0x10, 1, 5);
	phy_write(p, 0x10, 0, 100);
	spin_unlock(&p->lock);
}
