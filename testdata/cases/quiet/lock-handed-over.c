/* SPDX-License-Identifier: Apache-2.0 */
/* One function takes the lock for its caller, another, annotated too, gives it back; the sleep follows. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct bank {
	spinlock_t lock;
	unsigned long flags;
	u32 sel;
};

static void bank_select(struct bank *b, u32 n) __acquires(&b->lock)
{
	unsigned long flags;

	spin_lock_irqsave(&b->lock, flags);
	b->flags = flags;
	b->sel = n;
}

static void bank_release(struct bank *b) __releases(&b->lock)
{
	unsigned long flags = b->flags;

	b->sel = 0;
	spin_unlock_irqrestore(&b->lock, flags);
}

void bank_program(struct bank *b, u32 n)
{
	int i;

	for (i = 0; i < 4; i++) {
		bank_select(b, n + i);
		udelay(1);
		bank_release(b);
		if (i < 3)
			usleep_range(100, 200);
	}
}
