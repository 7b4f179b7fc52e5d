/* The variable that decides about the handler is a parameter, and is cleared later. */
#include <linux/module.h>
#include <linux/interrupt.h>
#include <linux/delay.h>

static bool latch_on;
module_param(latch_on, bool, 0644);

static irqreturn_t latch_isr(int irq, void *data)
{
	if (!latch_on)
		msleep(1); /* want "sleep-in-atomic" */
	return IRQ_HANDLED;
}

int latch_start(int irq)
{
	if (latch_on)
		return request_irq(irq, latch_isr, 0, "latch", NULL);
	return 0;
}

void latch_off(void)
{
	WRITE_ONCE(latch_on, false);
}
