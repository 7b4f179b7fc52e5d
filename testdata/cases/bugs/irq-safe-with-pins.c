/* The device is irq-safe only with pins, and then it sleeps. */
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>

struct foo {
	struct mutex lock;
	void *pins;
	int virtual;
	int idle;
};

static int foo_idle(struct foo *f)
{
	if (!f->pins)
		return 0;
	mutex_lock(&f->lock);	/* want "sleep-in-atomic" */
	f->idle = 1;
	mutex_unlock(&f->lock);
	return 0;
}

static int foo_runtime_suspend(struct device *dev)
{
	return foo_idle(dev_get_drvdata(dev));
}

static const struct dev_pm_ops foo_pm = {
	.runtime_suspend = foo_runtime_suspend,
};

static int foo_probe(struct platform_device *pdev)
{
	struct foo *f = devm_kzalloc(&pdev->dev, sizeof(*f), GFP_KERNEL);

	f->pins = dev_get_platdata(&pdev->dev);
	platform_set_drvdata(pdev, f);
	if (!f->virtual && f->pins)
		pm_runtime_irq_safe(&pdev->dev);
	pm_runtime_enable(&pdev->dev);
	return 0;
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.driver = { .name = "foo", .pm = pm_ptr(&foo_pm) },
};
