/* One caller of an exported function asks for the lock and for the sleep. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct bus {
	spinlock_t lock;
	void __iomem *regs;
};

static int bus_settle(struct bus *b, bool patient)
{
	if (patient)
		msleep(1);	/* want "sleep-in-atomic" */
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

int bus_poll(struct bus *b)
{
	return bus_read(b, true, false);
}

int bus_probe(struct bus *b)
{
	return bus_read(b, true, true);
}
