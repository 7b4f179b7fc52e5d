/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/notifier.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/suspend.h>

struct lid {
	struct notifier_block pm;
	unsigned int sleeps;
};

static int lid_pm(struct notifier_block *nb, unsigned long event, void *data)
{
	struct lid *lid = container_of(nb, struct lid, pm);

	lid->sleeps++;
	return NOTIFY_DONE;
}

static int lid_probe(struct platform_device *pdev)
{
	struct lid *lid = devm_kzalloc(&pdev->dev, sizeof(*lid), GFP_KERNEL);

	if (!lid)
		return -ENOMEM;
	lid->pm.notifier_call = lid_pm;
	platform_set_drvdata(pdev, lid);
	return register_pm_notifier(&lid->pm);
}

static void lid_remove(struct platform_device *pdev)
{
	struct lid *lid = platform_get_drvdata(pdev);

	unregister_pm_notifier(&lid->pm);
	dev_dbg(&pdev->dev, "%u sleeps\n", lid->sleeps);
}

static struct platform_driver lid_driver = {
	.probe = lid_probe,
	.remove = lid_remove,
};
module_platform_driver(lid_driver);
