/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <linux/device.h>
#include <linux/interrupt.h>

struct engine {
	struct dma_device dd;
	struct dma_chan chan;
	struct tasklet_struct task;
	void *base;
};

static int engine_probe(struct platform_device *pdev)
{
	struct engine *engine = platform_get_drvdata(pdev);

	return dmaenginem_async_device_register(&engine->dd);
}

static void engine_remove(struct platform_device *pdev)
{
	struct engine *engine = platform_get_drvdata(pdev);

	writel(0, engine->base);
	tasklet_kill(&engine->task);
}

static struct platform_driver engine_driver = {
	.probe = engine_probe,
	.remove = engine_remove,
};
