/* bug: interrupts are off by local_irq_save in the caller of a regulator call */
#include <linux/irqflags.h>
#include <linux/regulator/consumer.h>
#include <linux/io.h>

struct lim { struct regulator *vdd; void __iomem *r; };

static int lim_power(struct lim *l, bool on)
{
	return on ? regulator_enable(l->vdd)	/* want "sleep-in-atomic" */
		  : regulator_disable(l->vdd);
}

int lim_switch(struct lim *l)
{
	unsigned long flags;
	int ret;

	local_irq_save(flags);
	writel(0, l->r);
	ret = lim_power(l, true);
	local_irq_restore(flags);
	return ret;
}
