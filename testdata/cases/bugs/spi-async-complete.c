/* SPDX-License-Identifier: Apache-2.0 */
/* The complete callback of spi_async() runs where it may not sleep. */
#include <linux/mutex.h>
#include <linux/spi/spi.h>

struct adc {
	struct spi_device *spi;
	struct spi_message msg;
	struct spi_transfer xfer;
	struct mutex m;
	u16 last;
};

static void adc_complete(void *context)
{
	struct adc *a = context;

	mutex_lock(&a->m); /* want "sleep-in-atomic" */
	a->last++;
	mutex_unlock(&a->m);
}

int adc_start(struct adc *a)
{
	spi_message_init_with_transfers(&a->msg, &a->xfer, 1);
	a->msg.complete = adc_complete;
	a->msg.context = a;
	return spi_async(a->spi, &a->msg);
}
