/* bug: sysfs show (process) takes the lock plainly, the tasklet takes it, too */
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/device.h>
#include <linux/platform_device.h>

struct plt { spinlock_t lock; struct tasklet_struct tl; unsigned long n; };

static void plt_tl(struct tasklet_struct *t)
{
	struct plt *p = from_tasklet(p, t, tl);

	spin_lock(&p->lock);
	p->n++;
	spin_unlock(&p->lock);
}

static ssize_t plt_show(struct device *dev, struct device_attribute *a, char *buf)
{
	struct plt *p = dev_get_drvdata(dev);
	unsigned long n;

	spin_lock(&p->lock);	/* want "irq-unsafe-lock" */
	n = p->n;
	spin_unlock(&p->lock);
	return sprintf(buf, "%lu\n", n);
}
static struct device_attribute plt_attr = __ATTR(count, 0444, plt_show, NULL);

static int plt_probe(struct platform_device *pdev)
{
	struct plt *p = devm_kzalloc(&pdev->dev, sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	spin_lock_init(&p->lock);
	tasklet_setup(&p->tl, plt_tl);
	platform_set_drvdata(pdev, p);
	return device_create_file(&pdev->dev, &plt_attr);
}

static void plt_remove(struct platform_device *pdev)
{
	struct plt *p = platform_get_drvdata(pdev);

	device_remove_file(&pdev->dev, &plt_attr);
	tasklet_kill(&p->tl);
}
static struct platform_driver plt_driver = { .driver = { .name = "plt" }, .probe = plt_probe, .remove = plt_remove };
module_platform_driver(plt_driver);
