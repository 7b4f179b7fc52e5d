/* a bus that sleeps, of a core that also calls it where sleeping is allowed: the one in
   the interrupt has the other bus */
#include <linux/delay.h>
#include <linux/interrupt.h>

struct bus_ops { int (*read)(int reg); };
struct core { const struct bus_ops *bus; };

static int slow_read(int reg)
{
	msleep(1);
	return reg;
}

static int quick_read(int reg)
{
	return reg;
}

static const struct bus_ops slow = { .read = slow_read };
static const struct bus_ops quick = { .read = quick_read };

static irqreturn_t core_irq(int irq, void *data)
{
	struct core *c = data;

	c->bus->read(4);
	return IRQ_HANDLED;
}

int core_status(struct core *c)
{
	return c->bus->read(0);
}

void slow_probe(struct core *c)
{
	c->bus = &slow;
	core_status(c);
}

int quick_probe(struct core *c, int irq)
{
	c->bus = &quick;
	return request_irq(irq, core_irq, 0, "core", c);
}
