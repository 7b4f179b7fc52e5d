/* bug: irq_mask is called with the descriptor's raw spinlock held */
#include <linux/irq.h>
#include <linux/mutex.h>
#include <linux/io.h>

struct imm { struct mutex m; void __iomem *r; u32 mask; };

static void imm_mask(struct irq_data *d)
{
	struct imm *i = irq_data_get_irq_chip_data(d);

	mutex_lock(&i->m);	/* want "sleep-in-atomic" */
	i->mask |= BIT(d->hwirq);
	writel(i->mask, i->r);
	mutex_unlock(&i->m);
}

static struct irq_chip imm_chip = { .name = "imm", .irq_mask = imm_mask };

void imm_map(struct imm *i, unsigned int virq)
{
	irq_set_chip_and_handler(virq, &imm_chip, handle_level_irq);
	irq_set_chip_data(virq, i);
}
