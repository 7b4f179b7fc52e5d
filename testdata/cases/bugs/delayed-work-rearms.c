/* SPDX-License-Identifier: Apache-2.0 */
/* cancel_delayed_work() does not wait, and the work arms itself again. */
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct mon {
	struct delayed_work poll;
	unsigned int n;
};

static void mon_poll(struct work_struct *w)
{
	struct mon *m = container_of(w, struct mon, poll.work);

	m->n++;
	mod_delayed_work(system_wq, &m->poll, HZ);
}

static int mon_probe(struct platform_device *pdev)
{
	struct mon *m = kzalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return -ENOMEM;
	INIT_DELAYED_WORK(&m->poll, mon_poll);
	platform_set_drvdata(pdev, m);
	schedule_delayed_work(&m->poll, HZ);
	return 0;
}

static void mon_remove(struct platform_device *pdev)
{
	struct mon *m = platform_get_drvdata(pdev);

	cancel_delayed_work(&m->poll);
	kfree(m); /* want "free-before-quiesce" */
}

static struct platform_driver mon_driver = {
	.probe = mon_probe,
	.remove = mon_remove,
};
