/* Exported functions that lock for one argument and sleep for another: each caller that is seen asks for one only. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct bus {
	spinlock_t lock;
	void __iomem *regs;
};

static int bus_settle(struct bus *b, bool patient)
{
	if (patient)
		msleep(1);
	else
		udelay(10);
	return 0;
}

int bus_read(struct bus *b, bool locked, bool patient)
{
	int err;

	if (locked) {
		unsigned long flags;

		spin_lock_irqsave(&b->lock, flags);
		err = bus_settle(b, patient);
		spin_unlock_irqrestore(&b->lock, flags);
		return err;
	}
	return bus_settle(b, patient);
}
EXPORT_SYMBOL_GPL(bus_read);

int bus_probe(struct bus *b)
{
	return bus_read(b, false, true);
}

int bus_poll(struct bus *b)
{
	return bus_read(b, true, false);
}
