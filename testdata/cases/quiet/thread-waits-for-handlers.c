/* The thread of an interrupt waits for the hard handlers only. */
#include <linux/interrupt.h>

struct slot {
	int irq;
	int events;
};

static irqreturn_t slot_isr(int irq, void *p)
{
	return IRQ_WAKE_THREAD;
}

static irqreturn_t slot_thread(int irq, void *p)
{
	struct slot *s = p;

	synchronize_hardirq(irq);
	s->events = 0;
	return IRQ_HANDLED;
}

int slot_init(struct slot *s)
{
	return request_threaded_irq(s->irq, slot_isr, slot_thread, 0, "slot", s);
}
