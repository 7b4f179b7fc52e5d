/* SPDX-License-Identifier: Apache-2.0 */
/* The mask was stored at probe; the handler allocates with it. */
#include <linux/interrupt.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

struct pool {
	gfp_t gfp;
	size_t size;
};

struct foo {
	struct pool pool;
	void *last;
};

static void *pool_get(struct pool *p)
{
	return kzalloc(p->size, p->gfp); /* want "alloc-in-atomic" */
}

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *f = data;

	f->last = pool_get(&f->pool);
	return f->last ? IRQ_HANDLED : IRQ_NONE;
}

static int foo_probe(struct platform_device *pdev)
{
	struct foo *f = devm_kzalloc(&pdev->dev, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->pool.gfp = GFP_KERNEL | __GFP_NOWARN;
	f->pool.size = 64;
	return devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), foo_irq, IRQF_SHARED, "foo", f);
}

static struct platform_driver foo_driver = { .probe = foo_probe };
