/* quiet: stopping is set under the lock, the work asks it under the same lock before it queues itself */
#include <linux/workqueue.h>
#include <linux/spinlock.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

struct cfr { struct delayed_work dw; spinlock_t lock; bool stopping; int n; };

static void cfr_work(struct work_struct *w)
{
	struct cfr *c = container_of(to_delayed_work(w), struct cfr, dw);

	spin_lock(&c->lock);
	c->n++;
	if (!c->stopping)
		schedule_delayed_work(&c->dw, HZ / 2);
	spin_unlock(&c->lock);
}

static int cfr_probe(struct platform_device *pdev)
{
	struct cfr *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	spin_lock_init(&c->lock);
	INIT_DELAYED_WORK(&c->dw, cfr_work);
	platform_set_drvdata(pdev, c);
	schedule_delayed_work(&c->dw, 0);
	return 0;
}

static void cfr_remove(struct platform_device *pdev)
{
	struct cfr *c = platform_get_drvdata(pdev);

	spin_lock(&c->lock);
	c->stopping = true;
	spin_unlock(&c->lock);
	cancel_delayed_work_sync(&c->dw);
	kfree(c);
}
static struct platform_driver cfr_driver = { .driver = { .name = "cfr" }, .probe = cfr_probe, .remove = cfr_remove };
module_platform_driver(cfr_driver);
