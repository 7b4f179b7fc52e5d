/* SPDX-License-Identifier: Apache-2.0 */
/* The threaded handler shuts the device down, which gives the interrupt back. */
#include <linux/i2c.h>
#include <linux/interrupt.h>

struct pmic { struct i2c_client *client; int irq; int fault; };

static void pmic_shutdown(struct pmic *p)
{
	free_irq(p->irq, p); /* want "wait-on-self" */
	i2c_smbus_write_byte(p->client, 0);
}

static irqreturn_t pmic_thread(int irq, void *data)
{
	struct pmic *p = data;

	if (i2c_smbus_read_byte(p->client) & 0x80)
		pmic_shutdown(p);
	return IRQ_HANDLED;
}

static int pmic_probe(struct i2c_client *client)
{
	struct pmic *p = devm_kzalloc(&client->dev, sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->client = client;
	p->irq = client->irq;
	return request_threaded_irq(p->irq, NULL, pmic_thread, IRQF_ONESHOT, "pmic", p);
}

static struct i2c_driver pmic_driver = { .probe = pmic_probe };
