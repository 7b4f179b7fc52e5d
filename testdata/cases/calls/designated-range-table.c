/* call: a dispatch table with a default range and one override, indexed by a value from the hardware */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/delay.h>

struct drt2 { void __iomem *r; };
typedef void drt2_fn(struct drt2 *);

static void drt2_nop(struct drt2 *d) { }
static void drt2_hang(struct drt2 *d)
{
	msleep(100);	/* want "sleep-in-atomic" */
}

static drt2_fn * const drt2_table[16] = {
	[0 ... 15] = drt2_nop,
	[7] = drt2_hang,
};

static irqreturn_t drt2_irq(int irq, void *p)
{
	struct drt2 *d = p;

	drt2_table[readl(d->r) & 15](d);
	return IRQ_HANDLED;
}

int drt2_init(struct drt2 *d, int irq)
{
	return request_irq(irq, drt2_irq, 0, "drt2", d);
}
