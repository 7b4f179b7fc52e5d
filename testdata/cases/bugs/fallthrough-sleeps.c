/* SPDX-License-Identifier: Apache-2.0 */
/* One case falls into the next one, which sleeps; that of the other caller does not. */
#include <linux/spinlock.h>
#include <linux/delay.h>

enum pwr { PWR_OFF, PWR_IDLE, PWR_ON };

struct blk { spinlock_t lock; int v; };

static void blk_power(struct blk *b, enum pwr p)
{
	switch (p) {
	case PWR_ON:
		b->v = 2;
		break;
	case PWR_IDLE:
		b->v = 1;
		fallthrough;
	case PWR_OFF:
		b->v--;
		msleep(1); /* want "sleep-in-atomic" */
		break;
	}
}

void blk_on(struct blk *b)
{
	spin_lock(&b->lock);
	blk_power(b, PWR_ON);
	spin_unlock(&b->lock);
}

void blk_idle(struct blk *b)
{
	spin_lock(&b->lock);
	blk_power(b, PWR_IDLE);
	spin_unlock(&b->lock);
}
