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
	return request_irq(key->irq, key_irq, IRQF_TRIGGER_LOW | IRQF_ONESHOT, "key", key);	/* want "irq-oneshot-thread: key_irq" */
}
