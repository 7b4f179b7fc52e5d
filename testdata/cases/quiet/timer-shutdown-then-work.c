/* SPDX-License-Identifier: Apache-2.0 */
/* After timer_shutdown_sync() the work cannot start the timer again. */
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct wd { struct timer_list timer; struct work_struct work; int n; };

static void wd_timer(struct timer_list *t)
{
	struct wd *w = from_timer(w, t, timer);

	schedule_work(&w->work);
}

static void wd_work(struct work_struct *work)
{
	struct wd *w = container_of(work, struct wd, work);

	w->n++;
	mod_timer(&w->timer, jiffies + HZ);
}

static int wd_probe(struct platform_device *pdev)
{
	struct wd *w = kzalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return -ENOMEM;
	timer_setup(&w->timer, wd_timer, 0);
	INIT_WORK(&w->work, wd_work);
	platform_set_drvdata(pdev, w);
	mod_timer(&w->timer, jiffies + HZ);
	return 0;
}

static void wd_remove(struct platform_device *pdev)
{
	struct wd *w = platform_get_drvdata(pdev);

	timer_shutdown_sync(&w->timer);
	cancel_work_sync(&w->work);
	kfree(w);
}

static struct platform_driver wd_driver = { .probe = wd_probe, .remove = wd_remove };
