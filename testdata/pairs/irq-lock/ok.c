/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>
#include <linux/interrupt.h>

struct hub {
	spinlock_t lock;
	unsigned int events;
	int irq;
};

static irqreturn_t hub_irq(int irq, void *data)
{
	struct hub *hub = data;

	spin_lock(&hub->lock);
	hub->events++;
	spin_unlock(&hub->lock);
	return IRQ_HANDLED;
}

static unsigned int hub_take_events(struct hub *hub)
{
	unsigned int n;

	spin_lock_irq(&hub->lock);
	n = hub->events;
	hub->events = 0;
	spin_unlock_irq(&hub->lock);
	return n;
}

static int hub_open(struct inode *inode, struct file *file)
{
	struct hub *hub = file->private_data;

	return hub_take_events(hub);
}

/* nobody interrupts it: its caller has switched the interrupt off */
static void hub_drop_events(struct hub *hub)
{
	spin_lock(&hub->lock);
	hub->events = 0;
	spin_unlock(&hub->lock);
}

static int hub_release(struct inode *inode, struct file *file)
{
	struct hub *hub = file->private_data;

	disable_irq(hub->irq);
	hub_drop_events(hub);
	enable_irq(hub->irq);
	return 0;
}

static const struct file_operations hub_fops = {
	.open = hub_open,
	.release = hub_release,
};

static int hub_probe(struct platform_device *pdev)
{
	struct hub *hub = devm_kzalloc(&pdev->dev, sizeof(*hub), GFP_KERNEL);

	if (!hub)
		return -ENOMEM;
	spin_lock_init(&hub->lock);
	platform_set_drvdata(pdev, hub);
	return devm_request_irq(&pdev->dev, 1, hub_irq, 0, "hub", hub);
}

static struct platform_driver hub_driver = {
	.probe = hub_probe,
};
