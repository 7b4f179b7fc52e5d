/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/interrupt.h>

struct key {
	int irq;
};

static irqreturn_t key_irq(int irq, void *data)
{
	return IRQ_HANDLED;
}

int key_start(struct key *key)
{
	return request_threaded_irq(key->irq, NULL, key_irq, IRQF_TRIGGER_LOW | IRQF_ONESHOT, "key", key);
}
