/* Two files of a module have a lock of one name each. */
#include <linux/interrupt.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static int pings;

static irqreturn_t dog_irq(int irq, void *p)
{
	spin_lock(&lock);
	pings = 0;
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

int dog_start(int irq)
{
	return request_irq(irq, dog_irq, 0, "dog", &pings);
}
