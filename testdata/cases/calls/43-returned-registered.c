/* a handler that a call yields */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static int sleeper(int x)
{
	msleep(10); /* want "sleep-in-atomic" */
	return x;
}

static int quick(int x)
{
	return x + 1;
}

#include <linux/interrupt.h>
static irqreturn_t handler(int irq, void *data)
{
	sleeper(1);
	return IRQ_HANDLED;
}
static irqreturn_t handler2(int irq, void *data)
{
	return IRQ_HANDLED;
}
static irq_handler_t pick(int v)
{
	if (v)
		return handler2;
	return handler;
}
int setup(int irq, int v)
{
	return request_irq(irq, pick(v), 0, "x", NULL);
}
