/* SPDX-License-Identifier: Apache-2.0 */
/* Two modules of one folder with equal names of structs, members and statics: only one sleeps, only the other locks. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/spi/spi.h>

struct foo_ops { int (*write)(void *ctx, u32 reg, u32 v); };
struct foo { struct mutex lock; const struct foo_ops *ops; struct spi_device *spi; };

static int foo_write(void *ctx, u32 reg, u32 v)
{
	struct foo *f = ctx;

	return spi_write(f->spi, &v, sizeof(v));
}

static const struct foo_ops foo_ops = { .write = foo_write };

static int foo_set(struct foo *f, u32 reg, u32 v)
{
	int ret;

	mutex_lock(&f->lock);
	ret = f->ops->write(f, reg, v);
	mutex_unlock(&f->lock);
	return ret;
}

static int foo_probe(struct spi_device *spi)
{
	struct foo *f = devm_kzalloc(&spi->dev, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	mutex_init(&f->lock);
	f->spi = spi;
	f->ops = &foo_ops;
	return foo_set(f, 0, 1);
}

static struct spi_driver foo_driver = { .probe = foo_probe };
module_spi_driver(foo_driver);
MODULE_LICENSE("GPL");
