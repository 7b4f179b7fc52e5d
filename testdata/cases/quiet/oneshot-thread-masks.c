/* SPDX-License-Identifier: Apache-2.0 */
/* Thread and hard handler share nothing but a lock with interrupts off. */
#include <linux/interrupt.h>
#include <linux/spi/spi.h>
#include <linux/spinlock.h>

struct adc { spinlock_t lock; u32 pending; struct spi_device *spi; };

static irqreturn_t adc_hard(int irq, void *data)
{
	struct adc *a = data;

	spin_lock(&a->lock);
	a->pending++;
	spin_unlock(&a->lock);
	return IRQ_WAKE_THREAD;
}

static u32 adc_take(struct adc *a)
{
	u32 n;

	scoped_guard(spinlock_irqsave, &a->lock) {
		n = a->pending;
		a->pending = 0;
	}
	return n;
}

static irqreturn_t adc_thread(int irq, void *data)
{
	struct adc *a = data;
	u8 b = 0;

	while (adc_take(a))
		spi_write(a->spi, &b, 1);
	return IRQ_HANDLED;
}

static int adc_probe(struct spi_device *spi)
{
	struct adc *a = devm_kzalloc(&spi->dev, sizeof(*a), GFP_KERNEL);

	if (!a)
		return -ENOMEM;
	spin_lock_init(&a->lock);
	a->spi = spi;
	return devm_request_threaded_irq(&spi->dev, spi->irq, adc_hard, adc_thread, 0, "adc", a);
}

static struct spi_driver adc_driver = { .probe = adc_probe };
