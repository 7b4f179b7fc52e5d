/* quiet: the work is only ever queued when has_irq, and remove cancels under the same condition */
#include <linux/platform_device.h>
#include <linux/interrupt.h>
#include <linux/workqueue.h>
#include <linux/slab.h>

struct ccs { struct work_struct w; int irq; int n; };

static void ccs_work(struct work_struct *w)
{
	container_of(w, struct ccs, w)->n++;
}

static irqreturn_t ccs_irq(int irq, void *p)
{
	schedule_work(&((struct ccs *)p)->w);
	return IRQ_HANDLED;
}

static int ccs_probe(struct platform_device *pdev)
{
	struct ccs *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int err;

	if (!c)
		return -ENOMEM;
	INIT_WORK(&c->w, ccs_work);
	c->irq = platform_get_irq_optional(pdev, 0);
	if (c->irq > 0) {
		err = request_irq(c->irq, ccs_irq, 0, "ccs", c);
		if (err) {
			kfree(c);
			return err;
		}
	}
	platform_set_drvdata(pdev, c);
	return 0;
}

static void ccs_remove(struct platform_device *pdev)
{
	struct ccs *c = platform_get_drvdata(pdev);

	if (c->irq > 0) {
		free_irq(c->irq, c);
		cancel_work_sync(&c->w);
	}
	kfree(c);
}
static struct platform_driver ccs_driver = { .driver = { .name = "ccs" }, .probe = ccs_probe, .remove = ccs_remove };
module_platform_driver(ccs_driver);
