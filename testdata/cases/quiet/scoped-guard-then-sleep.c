/* SPDX-License-Identifier: Apache-2.0 */
/* The scoped guard covers one statement; a guard in an inner block ends with the block. */
#include <linux/cleanup.h>
#include <linux/delay.h>
#include <linux/spinlock.h>

struct dev_state {
	spinlock_t lock;
	int mode;
};

int set_mode(struct dev_state *d, int mode)
{
	scoped_guard(spinlock_irqsave, &d->lock)
		d->mode = mode;
	msleep(20);

	if (mode) {
		guard(spinlock_irq)(&d->lock);
		if (d->mode != mode)
			return -EAGAIN;
	}
	msleep(20);

	scoped_guard(spinlock, &d->lock) {
		if (d->mode != mode)
			return -EAGAIN;
		d->mode = 0;
	}
	msleep(20);
	return 0;
}
