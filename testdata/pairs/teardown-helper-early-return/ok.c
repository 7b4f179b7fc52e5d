/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct meter {
	struct timer_list poll;
	struct delayed_work report;
	bool on;
};

static void meter_report(struct work_struct *work)
{
	struct meter *meter = container_of(work, struct meter, report.work);

	meter->on = true;
}

static void meter_poll(struct timer_list *t)
{
	struct meter *meter = from_timer(meter, t, poll);

	schedule_delayed_work(&meter->report, 1);
	mod_timer(&meter->poll, jiffies + HZ);
}

static int meter_probe(struct platform_device *pdev)
{
	struct meter *meter = kzalloc(sizeof(*meter), GFP_KERNEL);

	if (!meter)
		return -ENOMEM;
	timer_setup(&meter->poll, meter_poll, 0);
	INIT_DELAYED_WORK(&meter->report, meter_report);
	platform_set_drvdata(pdev, meter);
	mod_timer(&meter->poll, jiffies + HZ);
	return 0;
}

static void meter_stop(struct meter *meter)
{
	if (!meter->on)
		return;
	timer_shutdown_sync(&meter->poll);
	cancel_delayed_work_sync(&meter->report);
}

static void meter_remove(struct platform_device *pdev)
{
	struct meter *meter = platform_get_drvdata(pdev);

	meter_stop(meter);
	kfree(meter);
}

static struct platform_driver meter_driver = {
	.probe = meter_probe,
	.remove = meter_remove,
};
