/* SPDX-License-Identifier: Apache-2.0 */
/* min() and clamp() bound what the helper gets; it sleeps only above the bound. */
#include <linux/minmax.h>
#include <linux/spinlock.h>
#include <linux/delay.h>

struct phy { spinlock_t lock; };

static void phy_settle(unsigned int us)
{
	if (us > 100)
		usleep_range(us, 2 * us);
	else
		udelay(us);
}

void phy_tune(struct phy *p, unsigned int us)
{
	spin_lock(&p->lock);
	phy_settle(min(us, 50U));
	us = clamp(us, 1U, 80U);
	phy_settle(us);
	spin_unlock(&p->lock);
}
