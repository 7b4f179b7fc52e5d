/* SPDX-License-Identifier: Apache-2.0 */
/* A helper tells by its return value whether it took the lock; the caller sleeps only when it did not. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct bus {
	spinlock_t lock;
	bool shared;
	u32 v;
};

static bool bus_lock(struct bus *b)
{
	if (!b->shared)
		return false;
	spin_lock(&b->lock);
	return true;
}

static void bus_unlock(struct bus *b, bool locked)
{
	if (locked)
		spin_unlock(&b->lock);
}

void bus_set(struct bus *b, u32 v)
{
	bool locked = bus_lock(b);

	b->v = v;
	if (!locked)
		usleep_range(10, 20);
	bus_unlock(b, locked);
	msleep(1);
}
