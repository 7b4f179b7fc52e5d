/* SPDX-License-Identifier: Apache-2.0 */
/* A handler registered by pci_request_irq() with a helper that reads over I2C. */
#include <linux/i2c.h>
#include <linux/interrupt.h>
#include <linux/pci.h>

struct cap {
	struct i2c_client *sensor;
	int temp;
};

static int cap_sensor(struct cap *c, u8 reg)
{
	u8 buf[2];
	struct i2c_msg msg[] = {
		{ .addr = c->sensor->addr, .len = 1, .buf = &reg },
		{ .addr = c->sensor->addr, .flags = I2C_M_RD, .len = 2, .buf = buf },
	};

	if (i2c_transfer(c->sensor->adapter, msg, ARRAY_SIZE(msg)) != 2) /* want "sleep-in-atomic" */
		return -EIO;
	return buf[0] << 8 | buf[1];
}

static irqreturn_t cap_irq(int irq, void *data)
{
	struct cap *c = data;

	c->temp = cap_sensor(c, 7);
	return IRQ_HANDLED;
}

static int cap_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct cap *c = devm_kzalloc(&pdev->dev, sizeof(*c), GFP_KERNEL);
	int ret = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI);

	if (ret < 0)
		return ret;
	return pci_request_irq(pdev, 0, cap_irq, NULL, c, "cap");
}

static struct pci_driver cap_driver = { .probe = cap_probe };
