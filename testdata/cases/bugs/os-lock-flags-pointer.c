/* SPDX-License-Identifier: Apache-2.0 */
/* The OS layer's lock stores the flags through a pointer; the sleep is between the two. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct os_lock { spinlock_t s; };

struct card {
	struct os_lock lock;
	int busy;
};

static void os_spin_lock(struct os_lock *lock, unsigned long *flags)
{
	unsigned long f;

	spin_lock_irqsave(&lock->s, f);
	*flags = f;
}

static void os_spin_unlock(struct os_lock *lock, unsigned long *flags)
{
	spin_unlock_irqrestore(&lock->s, *flags);
}

static void card_wait(struct card *c)
{
	while (c->busy)
		usleep_range(50, 100); /* want "sleep-in-atomic" */
}

void card_idle(struct card *c)
{
	unsigned long flags;

	os_spin_lock(&c->lock, &flags);
	card_wait(c);
	os_spin_unlock(&c->lock, &flags);
	card_wait(c);
}
