/* SPDX-License-Identifier: Apache-2.0 */
/* Registers are read by another ring, which takes time, wherever the device is fast. */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/spinlock.h>

#define IS_FAST 16
#define by_ring(r) ((r)->virt.caps & IS_FAST)

struct amdgpu_virt { u32 caps; };
struct ringed { spinlock_t lock; void __iomem *regs; struct amdgpu_virt virt; };

static u32 ringed_read(struct ringed *r, u32 reg)
{
	if (by_ring(r)) {
		msleep(1); /* want "sleep-in-atomic" */
		return 0;
	}
	return readl(r->regs + reg);
}

u32 ringed_index(struct ringed *r, u32 reg)
{
	unsigned long flags;
	u32 v;

	spin_lock_irqsave(&r->lock, flags);
	writel(reg, r->regs);
	v = ringed_read(r, 4);
	spin_unlock_irqrestore(&r->lock, flags);
	return v;
}
