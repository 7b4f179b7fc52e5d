/* SPDX-License-Identifier: Apache-2.0 */
/* The check inside the section returns with interrupts off. */
#include <linux/irqflags.h>
#include <linux/io.h>

struct nvram { void __iomem *base; u32 size; };

int nvram_read(struct nvram *n, u32 off, u32 *val)
{
	unsigned long flags;

	local_irq_save(flags);
	if (off >= n->size)
		return -EINVAL; /* want "unbalanced-context" */
	writel(off, n->base);
	*val = readl(n->base + 4);
	local_irq_restore(flags);
	return 0;
}
