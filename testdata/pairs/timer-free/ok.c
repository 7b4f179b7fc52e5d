/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>
#include <linux/interrupt.h>

struct hub {
	struct timer_list poll;
	int polls;
};

static void hub_poll(struct timer_list *t)
{
	struct hub *hub = from_timer(hub, t, poll);

	hub->polls++;
	mod_timer(&hub->poll, 100);
}

static int hub_probe(struct platform_device *pdev)
{
	struct hub *hub = kzalloc(sizeof(*hub), GFP_KERNEL);

	if (!hub)
		return -ENOMEM;
	timer_setup(&hub->poll, hub_poll, 0);
	platform_set_drvdata(pdev, hub);
	mod_timer(&hub->poll, 100);
	return 0;
}

static void hub_remove(struct platform_device *pdev)
{
	struct hub *hub = platform_get_drvdata(pdev);

	timer_shutdown_sync(&hub->poll);
	kfree(hub);
}

static struct platform_driver hub_driver = {
	.probe = hub_probe,
	.remove = hub_remove,
};
