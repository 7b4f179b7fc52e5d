/* SPDX-License-Identifier: Apache-2.0 */
/* A devm action, registered after the allocation, cancels the delayed work before the memory goes. */
#include <linux/device.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct mon {
	struct delayed_work poll;
	unsigned int n;
};

static void mon_poll(struct work_struct *w)
{
	struct mon *m = container_of(to_delayed_work(w), struct mon, poll);

	m->n++;
	schedule_delayed_work(&m->poll, HZ);
}

static void mon_stop(void *data)
{
	struct mon *m = data;

	cancel_delayed_work_sync(&m->poll);
}

static int mon_probe(struct platform_device *pdev)
{
	struct mon *m;
	int ret;

	m = devm_kzalloc(&pdev->dev, sizeof(*m), GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	INIT_DELAYED_WORK(&m->poll, mon_poll);
	ret = devm_add_action_or_reset(&pdev->dev, mon_stop, m);
	if (ret)
		return ret;
	schedule_delayed_work(&m->poll, HZ);
	return 0;
}

static struct platform_driver mon_driver = {
	.probe = mon_probe,
	.driver = { .name = "mon" },
};
module_platform_driver(mon_driver);
