/* SPDX-License-Identifier: Apache-2.0 */
/* A flag made by BIT() stays set when another bit is or'ed in on one branch. */
#include <linux/bits.h>
#include <linux/delay.h>
#include <linux/spinlock.h>

#define BIT(nr)		(1UL << (nr))
#define CMD_NOSLEEP	BIT(0)
#define CMD_LAST	BIT(1)

struct chan {
	spinlock_t lock;
	u32 left;
};

void chan_drain(struct chan *c, bool last)
{
	unsigned int flags = CMD_NOSLEEP;

	if (last)
		flags |= CMD_LAST;

	spin_lock(&c->lock);
	c->left = 0;
	if (!(flags & CMD_NOSLEEP))
		msleep(1);
	spin_unlock(&c->lock);
}
