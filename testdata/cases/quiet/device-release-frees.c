/* quiet: the work is cancelled before device_unregister(); memory goes in the device's release */
#include <linux/device.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <linux/platform_device.h>

struct drf { struct device dev; struct work_struct work; int n; };
#define to_drf(d) container_of(d, struct drf, dev)

static void drf_work(struct work_struct *w)
{
	container_of(w, struct drf, work)->n++;
}

static void drf_release(struct device *dev)
{
	kfree(to_drf(dev));
}

static ssize_t kick_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t len)
{
	schedule_work(&to_drf(dev)->work);
	return len;
}
static DEVICE_ATTR_WO(kick);

static int drf_probe(struct platform_device *pdev)
{
	struct drf *d = kzalloc(sizeof(*d), GFP_KERNEL);
	int err;

	if (!d)
		return -ENOMEM;
	INIT_WORK(&d->work, drf_work);
	device_initialize(&d->dev);
	d->dev.release = drf_release;
	d->dev.parent = &pdev->dev;
	dev_set_name(&d->dev, "drf");
	err = device_add(&d->dev);
	if (err)
		goto put;
	err = device_create_file(&d->dev, &dev_attr_kick);
	if (err)
		goto del;
	platform_set_drvdata(pdev, d);
	return 0;
del:
	device_del(&d->dev);
put:
	put_device(&d->dev);
	return err;
}

static void drf_remove(struct platform_device *pdev)
{
	struct drf *d = platform_get_drvdata(pdev);

	device_remove_file(&d->dev, &dev_attr_kick);
	cancel_work_sync(&d->work);
	device_unregister(&d->dev);
}

static struct platform_driver drf_driver = { .driver = { .name = "drf" }, .probe = drf_probe, .remove = drf_remove };
module_platform_driver(drf_driver);
