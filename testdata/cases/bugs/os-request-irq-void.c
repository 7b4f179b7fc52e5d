/* SPDX-License-Identifier: Apache-2.0 */
/* The OS layer requests the interrupt with a trampoline and keeps the vendor's handler as a typed pointer. */
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/mutex.h>

typedef void (*OSAL_ISR_FN)(void *ctx);
struct osal_irq { int irq; OSAL_ISR_FN isr; void *ctx; };

static irqreturn_t osal_irq_entry(int irq, void *data)
{
	struct osal_irq *o = data;

	o->isr(o->ctx);
	return IRQ_HANDLED;
}

int OSAL_RequestIrq(struct osal_irq **out, int irq, OSAL_ISR_FN isr, void *ctx)
{
	struct osal_irq *o = kzalloc(sizeof(*o), GFP_KERNEL);

	if (!o)
		return -ENOMEM;
	o->irq = irq;
	o->isr = isr;
	o->ctx = ctx;
	*out = o;
	return request_irq(irq, osal_irq_entry, 0, "osal", o);
}

struct jpeg { struct osal_irq *irq; struct mutex lock; int frames; };

static void jpeg_isr(void *ctx)
{
	struct jpeg *j = (struct jpeg *)ctx;

	mutex_lock(&j->lock); /* want "sleep-in-atomic" */
	j->frames++;
	mutex_unlock(&j->lock);
}

int jpeg_init(struct jpeg *j, int irq)
{
	mutex_init(&j->lock);
	return OSAL_RequestIrq(&j->irq, irq, jpeg_isr, j);
}
