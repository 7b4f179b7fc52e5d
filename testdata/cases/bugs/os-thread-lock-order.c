/* SPDX-License-Identifier: Apache-2.0 */
/* The thread function of a threaded interrupt takes the hard handler's lock with interrupts on. */
#include <linux/interrupt.h>
#include <linux/spi/spi.h>
#include <linux/spinlock.h>

struct adc { spinlock_t lock; u32 pending; };

static irqreturn_t adc_hard(int irq, void *data)
{
	struct adc *a = data;

	spin_lock(&a->lock);
	a->pending++;
	spin_unlock(&a->lock);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t adc_thread(int irq, void *data)
{
	struct adc *a = data;

	spin_lock(&a->lock); /* want "irq-unsafe-lock" */
	a->pending = 0;
	spin_unlock(&a->lock);
	return IRQ_HANDLED;
}

static int adc_probe(struct spi_device *spi)
{
	struct adc *a = devm_kzalloc(&spi->dev, sizeof(*a), GFP_KERNEL);

	if (!a)
		return -ENOMEM;
	spin_lock_init(&a->lock);
	return devm_request_threaded_irq(&spi->dev, spi->irq, adc_hard, adc_thread, 0, "adc", a);
}

static struct spi_driver adc_driver = { .probe = adc_probe };
