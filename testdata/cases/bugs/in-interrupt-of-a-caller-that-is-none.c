/* SPDX-License-Identifier: Apache-2.0 */
/* As quiet/in-interrupt-under-handlers-lock.c, with another caller. */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>

struct lamp {
	spinlock_t lock;
	int on;
};

static void lamp_settle(struct lamp *lamp)
{
	lamp->on = 1;
	if (!in_interrupt())
		msleep(1); /* want "sleep-in-atomic" */
}

static irqreturn_t lamp_irq(int irq, void *data)
{
	struct lamp *lamp = data;

	spin_lock(&lamp->lock);
	lamp_settle(lamp);
	spin_unlock(&lamp->lock);
	return IRQ_HANDLED;
}

int lamp_init(struct lamp *lamp, int irq)
{
	return request_irq(irq, lamp_irq, 0, "lamp", lamp);
}

void lamp_switch(struct lamp *lamp)
{
	spin_lock_irq(&lamp->lock);
	lamp_settle(lamp);
	spin_unlock_irq(&lamp->lock);
}
