/* SPDX-License-Identifier: Apache-2.0 */
/* a copy of the ops is made and one member replaced; the replaced one is never called under the lock */
#include <linux/delay.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct dev_ops {
	void (*sync)(int x);
	void (*reset)(int x);
};

struct dev_state {
	spinlock_t lock;
	struct dev_ops ops;
};

static void plain_sync(int x)
{
}

static void slow_sync(int x)
{
	msleep(x); /* want "sleep-in-atomic" */
}

static void plain_reset(int x)
{
	msleep(x);
}

static const struct dev_ops template = {
	.sync = plain_sync,
	.reset = plain_reset,
};

void dev_init(struct dev_state *d, bool quirk)
{
	memcpy(&d->ops, &template, sizeof(d->ops));
	if (quirk)
		d->ops.sync = slow_sync;
}

void dev_sync(struct dev_state *d)
{
	spin_lock(&d->lock);
	d->ops.sync(1);
	spin_unlock(&d->lock);
	d->ops.reset(1);
}
