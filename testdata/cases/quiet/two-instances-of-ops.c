/* SPDX-License-Identifier: Apache-2.0 */
/* The callback type is shared, but the table called under the lock holds only the atomic one. */
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct io_ops {
	int (*write)(void *ctx, u32 reg, u32 v);
};

struct mmio_dev {
	spinlock_t lock;
	u32 regs[4];
};

struct slow_dev {
	struct mutex m;
	const struct io_ops *ops;
};

static int mmio_write(void *ctx, u32 reg, u32 v)
{
	struct mmio_dev *d = ctx;

	d->regs[reg] = v;
	return 0;
}

static int slow_write(void *ctx, u32 reg, u32 v)
{
	msleep(1);
	return 0;
}

static const struct io_ops mmio_ops = { .write = mmio_write };
static const struct io_ops slow_ops = { .write = slow_write };

int mmio_set(struct mmio_dev *d, u32 v)
{
	const struct io_ops *ops = &mmio_ops;
	int ret;

	spin_lock(&d->lock);
	ret = ops->write(d, 0, v);
	spin_unlock(&d->lock);
	return ret;
}

int slow_set(struct slow_dev *s, u32 v)
{
	int ret;

	s->ops = &slow_ops;
	mutex_lock(&s->m);
	ret = s->ops->write(s, 0, v);
	mutex_unlock(&s->m);
	return ret;
}
