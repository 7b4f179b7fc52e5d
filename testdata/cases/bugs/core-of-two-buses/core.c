/* SPDX-License-Identifier: Apache-2.0 */
/* The core writes under its own lock, whatever bus the chip is on: one of them sleeps. */
#include <linux/spinlock.h>
#include "twobus.h"

void twobus_kick(struct twobus *c)
{
	spin_lock(&c->lock);
	twobus_write(c, 4, 1);
	spin_unlock(&c->lock);
}

void twobus_reset(struct twobus *c)
{
	twobus_write(c, 0, 1);
}
