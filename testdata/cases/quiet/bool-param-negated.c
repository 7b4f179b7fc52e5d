/* SPDX-License-Identifier: Apache-2.0 */
/* The parameter turns round on its way down. */
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/delay.h>

struct ec { spinlock_t lock; u8 data; };

static void ec_wait(struct ec *e, bool polling)
{
	if (polling) {
		udelay(10);
		return;
	}
	msleep(1);
}

static int ec_read(struct ec *e, bool can_block)
{
	ec_wait(e, !can_block);
	return e->data;
}

int ec_poll(struct ec *e)
{
	int v;

	spin_lock(&e->lock);
	v = ec_read(e, false);
	spin_unlock(&e->lock);
	return v + ec_read(e, true);
}
