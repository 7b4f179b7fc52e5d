/* SPDX-License-Identifier: Apache-2.0 */
/* On one CPU the handler of an interrupt has ended wherever anything else goes on: who has
 * turned interrupts off does not wait for one that waits for his lock. */
#include <linux/interrupt.h>
#include <linux/spinlock.h>

struct line {
	spinlock_t lock;
	int irq;
	int up;
};

static irqreturn_t line_irq(int irq, void *data)
{
	struct line *l = data;

	spin_lock(&l->lock);
	l->up = !l->up;
	spin_unlock(&l->lock);
	return IRQ_HANDLED;
}

int line_open(struct line *l)
{
	return request_irq(l->irq, line_irq, 0, "line", l);
}

void line_flip(struct line *l)
{
	unsigned long flags;

	spin_lock_irqsave(&l->lock, flags);
	synchronize_hardirq(l->irq);
	l->up = 0;
	spin_unlock_irqrestore(&l->lock, flags);
}
