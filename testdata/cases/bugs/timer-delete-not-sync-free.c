/* SPDX-License-Identifier: Apache-2.0 */
/* timer_delete() before the free does not wait, in an error path of probe too. */
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/platform_device.h>

struct wd {
	struct timer_list timer;
	u32 n;
};

static void wd_fire(struct timer_list *t)
{
	struct wd *w = from_timer(w, t, timer);

	w->n++;
	mod_timer(&w->timer, jiffies + HZ);
}

static int wd_hw_init(struct wd *w)
{
	return w->n ? -EIO : 0;
}

static int wd_probe(struct platform_device *pdev)
{
	struct wd *w = kzalloc(sizeof(*w), GFP_KERNEL);
	int ret;

	if (!w)
		return -ENOMEM;
	timer_setup(&w->timer, wd_fire, 0);
	mod_timer(&w->timer, jiffies + HZ);
	ret = wd_hw_init(w);
	if (ret)
		goto err;
	platform_set_drvdata(pdev, w);
	return 0;
err:
	timer_delete(&w->timer);
	kfree(w); /* want "free-before-quiesce" */
	return ret;
}

static void wd_remove(struct platform_device *pdev)
{
	struct wd *w = platform_get_drvdata(pdev);

	timer_delete(&w->timer);
	kfree(w); /* want "free-before-quiesce" */
}

static struct platform_driver wd_driver = { .probe = wd_probe, .remove = wd_remove };
