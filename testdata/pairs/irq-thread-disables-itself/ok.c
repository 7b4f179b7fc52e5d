/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/interrupt.h>

struct touch {
	struct device *dev;
	int irq;
	int storms;
};

static irqreturn_t touch_thread(int irq, void *data)
{
	struct touch *ts = data;

	if (++ts->storms > 100)
		disable_irq_nosync(irq);
	return IRQ_HANDLED;
}

static int touch_setup(struct touch *ts)
{
	return devm_request_threaded_irq(ts->dev, ts->irq, NULL, touch_thread,
					 IRQF_ONESHOT, "touch", ts);
}
