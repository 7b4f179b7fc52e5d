/* quiet: devices of kind A take the lock in the interrupt; the file's other object has its own lock that no interrupt takes */
#include <linux/spinlock.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>

struct slc { spinlock_t irq_lock; spinlock_t cfg_lock; int n, cfg; };

static irqreturn_t slc_irq(int irq, void *p)
{
	struct slc *s = p;

	spin_lock(&s->irq_lock);
	s->n++;
	spin_unlock(&s->irq_lock);
	return IRQ_HANDLED;
}

static ssize_t cfg_show(struct device *dev, struct device_attribute *a, char *buf)
{
	struct slc *s = dev_get_drvdata(dev);
	int v, n;

	spin_lock(&s->cfg_lock);
	v = s->cfg;
	spin_unlock(&s->cfg_lock);
	spin_lock_irq(&s->irq_lock);
	n = s->n;
	spin_unlock_irq(&s->irq_lock);
	return sysfs_emit(buf, "%d %d\n", v, n);
}
static DEVICE_ATTR_RO(cfg);

int slc_init(struct device *dev, struct slc *s, int irq)
{
	int err;

	spin_lock_init(&s->irq_lock);
	spin_lock_init(&s->cfg_lock);
	dev_set_drvdata(dev, s);
	err = devm_request_irq(dev, irq, slc_irq, 0, "slc", s);
	return err ?: device_create_file(dev, &dev_attr_cfg);
}
