/* quiet: rows with slow=1 get a threaded handler, rows with slow=0 a hard one; the slow access is behind the row's flag */
#include <linux/interrupt.h>
#include <linux/delay.h>
#include <linux/of.h>
#include <linux/io.h>
#include <linux/platform_device.h>

#define ROW_SLOW	BIT(2)

struct mrow { const char *name; unsigned int flags; };
struct mdev { const struct mrow *row; void __iomem *base; };

static const struct mrow row_a = { .name = "a", .flags = 0 };
static const struct mrow row_b = { .name = "b", .flags = ROW_SLOW };

static void mdev_settle(struct mdev *m)
{
	if (m->row->flags & ROW_SLOW)
		usleep_range(100, 200);
	else
		udelay(2);
}

static irqreturn_t mdev_irq(int irq, void *p)
{
	struct mdev *m = p;

	if (m->row->flags & ROW_SLOW)
		return IRQ_WAKE_THREAD;
	mdev_settle(m);
	return IRQ_HANDLED;
}

static irqreturn_t mdev_thread(int irq, void *p)
{
	struct mdev *m = p;

	writel(1, m->base);
	mdev_settle(m);
	return IRQ_HANDLED;
}

static int mdev_probe(struct platform_device *pdev)
{
	struct mdev *m = devm_kzalloc(&pdev->dev, sizeof(*m), GFP_KERNEL);

	if (!m)
		return -ENOMEM;
	m->row = of_device_get_match_data(&pdev->dev);
	m->base = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(m->base))
		return PTR_ERR(m->base);
	return devm_request_threaded_irq(&pdev->dev, platform_get_irq(pdev, 0), mdev_irq,
					 mdev_thread, IRQF_ONESHOT, m->row->name, m);
}

static const struct of_device_id mdev_of[] = {
	{ .compatible = "x,a", .data = &row_a },
	{ .compatible = "x,b", .data = &row_b },
	{ }
};
static struct platform_driver mdev_driver = {
	.driver = { .name = "mdev", .of_match_table = mdev_of },
	.probe = mdev_probe,
};
module_platform_driver(mdev_driver);
