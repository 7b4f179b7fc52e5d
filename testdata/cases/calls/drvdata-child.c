/* SPDX-License-Identifier: Apache-2.0 */
/* ops of a base class embedded in a subclass, reached through drvdata and an accessor */
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/spinlock.h>

struct base;
struct base_vtbl {
	struct {
		int (*start)(struct base *b);
		int (*stop)(struct base *b);
	} power;
};

struct base {
	spinlock_t lock;
	const struct base_vtbl *v;
};

struct derived {
	struct base base;
	int x;
};

static inline struct base *dev_to_base(struct device *dev)
{
	return &((struct derived *)dev_get_drvdata(dev))->base;
}

static int derived_start(struct base *b)
{
	usleep_range(10, 20); /* want "sleep-in-atomic" */
	return 0;
}

static const struct base_vtbl derived_vtbl = {
	.power.start = derived_start,
};

void derived_init(struct device *dev, struct derived *d)
{
	d->base.v = &derived_vtbl;
	spin_lock_init(&d->base.lock);
	dev_set_drvdata(dev, d);
}

int start(struct device *dev)
{
	struct base *b = dev_to_base(dev);
	int ret;

	spin_lock(&b->lock);
	ret = b->v->power.start ? b->v->power.start(b) : 0;
	spin_unlock(&b->lock);
	return ret;
}
