/* SPDX-License-Identifier: Apache-2.0 */
/* One bit of a flags word forbids sleeping; the locked caller ors it in. */
#include <linux/bits.h>
#include <linux/delay.h>
#include <linux/spinlock.h>

#define XFER_NOSLEEP	BIT(0)
#define XFER_LAST	BIT(1)
#define XFER_DMA	BIT(2)

struct chan {
	spinlock_t lock;
	u32 left;
};

static void chan_xfer(struct chan *c, unsigned int flags)
{
	while (c->left) {
		c->left--;
		if (flags & XFER_NOSLEEP)
			cpu_relax();
		else
			msleep(1);
	}
}

void chan_drain(struct chan *c, bool last)
{
	unsigned int flags = XFER_NOSLEEP;

	if (last)
		flags |= XFER_LAST;
	spin_lock(&c->lock);
	chan_xfer(c, flags);
	spin_unlock(&c->lock);
}

void chan_flush(struct chan *c)
{
	chan_xfer(c, XFER_DMA | XFER_LAST);
}
