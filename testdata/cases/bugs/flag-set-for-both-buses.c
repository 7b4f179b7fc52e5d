/* bug: sleepy is set by the probe that asks for a hard handler: i2c in hard interrupt */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/i2c.h>

struct fsb { void __iomem *base; struct i2c_client *client; bool sleepy; u32 last; };

static u32 fsb_read(struct fsb *k, unsigned int reg)
{
	if (k->sleepy)
		return i2c_smbus_read_byte_data(k->client, reg);	/* want "sleep-in-atomic" */
	return readl(k->base + reg);
}

static irqreturn_t fsb_hard(int irq, void *data)
{
	struct fsb *k = data;

	k->last = fsb_read(k, 4);
	return IRQ_HANDLED;
}

static int fsb_i2c_probe(struct i2c_client *client)
{
	struct fsb *k = devm_kzalloc(&client->dev, sizeof(*k), GFP_KERNEL);

	if (!k)
		return -ENOMEM;
	k->client = client;
	k->sleepy = true;
	return devm_request_irq(&client->dev, client->irq, fsb_hard, 0, "fsb", k);
}
static struct i2c_driver fsb_i2c = { .driver = { .name = "fsb" }, .probe = fsb_i2c_probe };
module_i2c_driver(fsb_i2c);
