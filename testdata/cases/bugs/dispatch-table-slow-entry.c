/* As quiet/dispatch-table-const-entry.c, but the bound lets the entry in that sleeps. */
#include <linux/interrupt.h>
#include <linux/delay.h>
#include <linux/io.h>

struct dtc { void __iomem *r; };

static void dtc_quick(struct dtc *d) { writel(1, d->r); }
static void dtc_boot(struct dtc *d) { msleep(100); /* want "sleep-in-atomic" */ }

static void (* const dtc_ops[])(struct dtc *) = {
	dtc_quick, dtc_quick, dtc_quick, dtc_quick, dtc_boot,
};

static irqreturn_t dtc_irq(int irq, void *p)
{
	struct dtc *d = p;
	u32 code = readl(d->r);

	if (code >= 5)
		return IRQ_NONE;
	dtc_ops[code](d);
	return IRQ_HANDLED;
}

int dtc_init(struct dtc *d, int irq)
{
	int ret = request_irq(irq, dtc_irq, 0, "dtc", d);

	if (!ret)
		dtc_ops[4](d);
	return ret;
}
