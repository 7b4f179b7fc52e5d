/* The handler is requested where a variable of this file is set. */
#include <linux/interrupt.h>
#include "horn.h"

static bool enabled;

static irqreturn_t horn_isr(int irq, void *data)
{
	horn_blow();
	return IRQ_HANDLED;
}

int horn_start(int irq, bool on)
{
	enabled = on;
	if (enabled)
		return request_irq(irq, horn_isr, 0, "horn", NULL);
	return 0;
}
