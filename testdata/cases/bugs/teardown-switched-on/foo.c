/* SPDX-License-Identifier: Apache-2.0 */
/* The timer is left running by a file that the Makefile has built, or not. */
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct foo {
	struct timer_list timer;
	int n;
};

static void foo_tick(struct timer_list *t)
{
	struct foo *f = from_timer(f, t, timer);

	f->n++;
	mod_timer(&f->timer, jiffies + HZ);
}

static int foo_probe(struct platform_device *pdev)
{
	struct foo *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	timer_setup(&f->timer, foo_tick, 0);
	mod_timer(&f->timer, jiffies + HZ);
	platform_set_drvdata(pdev, f);
	return 0;
}

static void foo_remove(struct platform_device *pdev)
{
	struct foo *f = platform_get_drvdata(pdev);

	kfree(f);	/* want "free-before-quiesce" */
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.remove = foo_remove,
	.driver = { .name = "foo" },
};
module_platform_driver(foo_driver);
