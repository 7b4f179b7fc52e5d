/* SPDX-License-Identifier: Apache-2.0 */
/* The other module. */
#include <linux/io.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>

struct foo_ops { int (*write)(void *ctx, u32 reg, u32 v); };
struct foo { spinlock_t lock; const struct foo_ops *ops; void __iomem *base; };

static int foo_write(void *ctx, u32 reg, u32 v)
{
	struct foo *f = ctx;

	writel(v, f->base + reg);
	return 0;
}

static const struct foo_ops foo_ops = { .write = foo_write };

static int foo_set(struct foo *f, u32 reg, u32 v)
{
	int ret;

	spin_lock(&f->lock);
	ret = f->ops->write(f, reg, v);
	spin_unlock(&f->lock);
	return ret;
}

static int foo_probe(struct platform_device *pdev)
{
	struct foo *f = devm_kzalloc(&pdev->dev, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	spin_lock_init(&f->lock);
	f->ops = &foo_ops;
	return foo_set(f, 0, 1);
}

static struct platform_driver foo_driver = { .probe = foo_probe };
module_platform_driver(foo_driver);
MODULE_LICENSE("GPL");
