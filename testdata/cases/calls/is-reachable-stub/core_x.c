/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/interrupt.h>
#include "help_y.h"

static irqreturn_t core_x_irq(int irq, void *data)
{
	return help_y_sync(irq) ? IRQ_NONE : IRQ_HANDLED; /* want "sleep-in-atomic" */
}

int core_x_init(int irq)
{
	return request_irq(irq, core_x_irq, 0, "core_x", NULL);
}
