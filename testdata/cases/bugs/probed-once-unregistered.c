/* It is unregistered when the module ends, and the timer goes on. */
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct dog {
	struct timer_list timer;
	int count;
};

static void dog_timer(struct timer_list *t)
{
	struct dog *d = from_timer(d, t, timer);

	d->count++;
	mod_timer(&d->timer, jiffies + 10);
}

static int dog_probe(struct platform_device *pdev)
{
	struct dog *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return -ENOMEM;
	timer_setup(&d->timer, dog_timer, 0);
	mod_timer(&d->timer, jiffies + 10);
	platform_set_drvdata(pdev, d);
	return 0;
}

static int dog_remove(struct platform_device *pdev)
{
	struct dog *d = platform_get_drvdata(pdev);

	kfree(d); /* want "free-before-quiesce" */
	return 0;
}

static struct platform_driver dog_driver = {
	.remove = dog_remove,
};

static int dog_init(void)
{
	return platform_driver_probe(&dog_driver, dog_probe);
}
module_init(dog_init);

static void dog_exit(void)
{
	platform_driver_unregister(&dog_driver);
}
module_exit(dog_exit);
