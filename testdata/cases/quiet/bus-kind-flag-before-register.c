/* quiet: sleepy is only set by the i2c probe, which also asks for a threaded handler; the spi-less mmio probe leaves it 0 and its hard handler never sleeps */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/i2c.h>
#include <linux/platform_device.h>
#include <linux/delay.h>

struct kbx {
	struct device *dev;
	void __iomem *base;
	struct i2c_client *client;
	bool sleepy;
	u32 last;
};

static u32 kbx_read(struct kbx *k, unsigned int reg)
{
	if (k->sleepy)
		return i2c_smbus_read_byte_data(k->client, reg);
	return readl(k->base + reg);
}

static irqreturn_t kbx_thread(int irq, void *data)
{
	struct kbx *k = data;

	k->last = kbx_read(k, 4);
	return IRQ_HANDLED;
}

static irqreturn_t kbx_hard(int irq, void *data)
{
	struct kbx *k = data;

	if (k->sleepy)
		return IRQ_WAKE_THREAD;
	k->last = kbx_read(k, 4);
	return IRQ_HANDLED;
}

static int kbx_i2c_probe(struct i2c_client *client)
{
	struct kbx *k = devm_kzalloc(&client->dev, sizeof(*k), GFP_KERNEL);

	if (!k)
		return -ENOMEM;
	k->client = client;
	k->sleepy = true;
	return devm_request_threaded_irq(&client->dev, client->irq, kbx_hard, kbx_thread,
					 IRQF_ONESHOT, "kbx", k);
}

static int kbx_mmio_probe(struct platform_device *pdev)
{
	struct kbx *k = devm_kzalloc(&pdev->dev, sizeof(*k), GFP_KERNEL);

	if (!k)
		return -ENOMEM;
	k->base = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(k->base))
		return PTR_ERR(k->base);
	return devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), kbx_hard, 0, "kbx", k);
}

static struct i2c_driver kbx_i2c = { .driver = { .name = "kbx" }, .probe = kbx_i2c_probe };
static struct platform_driver kbx_plat = { .driver = { .name = "kbx" }, .probe = kbx_mmio_probe };
module_i2c_driver(kbx_i2c);
builtin_platform_driver(kbx_plat);
