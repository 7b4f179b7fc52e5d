/* SPDX-License-Identifier: Apache-2.0 */
/* pm_runtime_irq_safe() makes the runtime callbacks run with interrupts off. */
#include <linux/clk.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>

struct foo {
	struct clk *clk;
};

static int foo_runtime_suspend(struct device *dev)
{
	struct foo *f = dev_get_drvdata(dev);

	clk_disable_unprepare(f->clk); /* want "sleep-in-atomic" */
	return 0;
}

static int foo_runtime_resume(struct device *dev)
{
	struct foo *f = dev_get_drvdata(dev);

	return clk_enable(f->clk);
}

static const struct dev_pm_ops foo_pm = {
	RUNTIME_PM_OPS(foo_runtime_suspend, foo_runtime_resume, NULL)
};

static int foo_probe(struct platform_device *pdev)
{
	struct foo *f = devm_kzalloc(&pdev->dev, sizeof(*f), GFP_KERNEL);

	platform_set_drvdata(pdev, f);
	pm_runtime_irq_safe(&pdev->dev);
	pm_runtime_enable(&pdev->dev);
	return 0;
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.driver = { .name = "foo", .pm = pm_ptr(&foo_pm) },
};
