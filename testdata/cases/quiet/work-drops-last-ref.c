/* quiet: the work holds a reference of its own and frees its own object when it was the last */
#include <linux/workqueue.h>
#include <linux/kref.h>
#include <linux/slab.h>
#include <linux/platform_device.h>

struct wdr { struct kref ref; struct work_struct work; int n; };

static void wdr_free(struct kref *k)
{
	kfree(container_of(k, struct wdr, ref));
}

static void wdr_work(struct work_struct *w)
{
	struct wdr *d = container_of(w, struct wdr, work);

	d->n++;
	kref_put(&d->ref, wdr_free);
}

static void wdr_kick(struct wdr *d)
{
	kref_get(&d->ref);
	if (!schedule_work(&d->work))
		kref_put(&d->ref, wdr_free);
}

static int wdr_probe(struct platform_device *pdev)
{
	struct wdr *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return -ENOMEM;
	kref_init(&d->ref);
	INIT_WORK(&d->work, wdr_work);
	platform_set_drvdata(pdev, d);
	wdr_kick(d);
	return 0;
}

static void wdr_remove(struct platform_device *pdev)
{
	struct wdr *d = platform_get_drvdata(pdev);

	kref_put(&d->ref, wdr_free);
}
static struct platform_driver wdr_driver = { .driver = { .name = "wdr" }, .probe = wdr_probe, .remove = wdr_remove };
module_platform_driver(wdr_driver);
