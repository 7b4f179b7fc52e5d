/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <linux/device.h>
#include <linux/interrupt.h>

struct engine {
	struct dma_device dd;
	struct dma_chan chan;
	struct tasklet_struct task;
};

static void engine_cleanup(struct engine *engine)
{
	list_del(&engine->chan.device_node);
	tasklet_kill(&engine->task);
}

static void engine_remove(struct platform_device *pdev)
{
	struct engine *engine = platform_get_drvdata(pdev);

	engine_cleanup(engine);	/* want "free-before-quiesce: engine_cleanup" */
	dma_async_device_unregister(&engine->dd);
}

static struct platform_driver engine_driver = {
	.remove = engine_remove,
};
