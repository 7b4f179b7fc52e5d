/* Runtime PM runs with interrupts off of a device that was said to be safe so, whatever it has. */
#include <linux/pm_runtime.h>
#include <linux/pinctrl/consumer.h>
#include <linux/delay.h>
#include <linux/platform_device.h>

struct bus {
	struct device *dev;
	bool has_core;
};

#define HAS_CORE(b) (IS_ENABLED(CONFIG_BUS_CORE) && (b)->has_core)

static bool has_core(struct bus *b)
{
	return b->has_core;
}

static int bus_runtime_resume(struct device *dev)
{
	struct bus *b = dev_get_drvdata(dev);
	int err;

	err = pinctrl_pm_select_default_state(dev); /* want "sleep-in-atomic" */
	if (err)
		return err;
	if (HAS_CORE(b))
		msleep(1); /* want "sleep-in-atomic" */
	if (has_core(b))
		usleep_range(10, 20); /* want "sleep-in-atomic" */
	return 0;
}

static int bus_probe(struct platform_device *pdev)
{
	struct bus *b = devm_kzalloc(&pdev->dev, sizeof(*b), GFP_KERNEL);

	if (!b)
		return -ENOMEM;
	b->dev = &pdev->dev;
	b->has_core = device_property_present(b->dev, "core");
	platform_set_drvdata(pdev, b);
	if (HAS_CORE(b))
		pm_runtime_irq_safe(b->dev);
	pm_runtime_enable(b->dev);
	return 0;
}

static const struct dev_pm_ops bus_pm = {
	.runtime_resume = bus_runtime_resume,
};

static struct platform_driver bus_driver = {
	.probe = bus_probe,
	.driver = { .name = "bus", .pm = &bus_pm },
};
module_platform_driver(bus_driver);
