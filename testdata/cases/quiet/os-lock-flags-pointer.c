/* SPDX-License-Identifier: Apache-2.0 */
/* The OS layer's lock stores the flags through a pointer; the lock itself is void *. */
#include <linux/spinlock.h>
#include <linux/slab.h>
#include <linux/delay.h>

typedef void *os_lock_t;

struct card {
	os_lock_t lock;
	int busy;
};

static os_lock_t os_lock_create(void)
{
	spinlock_t *l = kmalloc(sizeof(*l), GFP_KERNEL);

	if (l)
		spin_lock_init(l);
	return l;
}

static void os_spin_lock(os_lock_t lock, unsigned long *flags)
{
	spinlock_t *l = (spinlock_t *)lock;
	unsigned long f;

	spin_lock_irqsave(l, f);
	*flags = f;
}

static void os_spin_unlock(os_lock_t lock, unsigned long *flags)
{
	spin_unlock_irqrestore((spinlock_t *)lock, *flags);
}

int card_init(struct card *c)
{
	c->lock = os_lock_create();
	return c->lock ? 0 : -ENOMEM;
}

void card_idle(struct card *c)
{
	unsigned long flags;
	int busy;

	do {
		os_spin_lock(c->lock, &flags);
		busy = c->busy;
		os_spin_unlock(c->lock, &flags);
		if (busy)
			msleep(1);
	} while (busy);
}
