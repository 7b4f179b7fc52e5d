/* SPDX-License-Identifier: Apache-2.0 */
/* the call stands in a statement expression of a macro, in a loop condition */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static u32 slow_readl(void __iomem *p)
{
	usleep_range(1, 2); /* want "sleep-in-atomic" */
	return readl(p);
}

#define wait_bit_set(op, addr, bit) ({				\
	int __n = 100;						\
	while (!(op(addr) & (bit)) && --__n)			\
		cpu_relax();					\
	__n ? 0 : -ETIMEDOUT;					\
})

int settle(void __iomem *p)
{
	int ret;

	spin_lock(&lock);
	ret = wait_bit_set(slow_readl, p, 1) ?: wait_bit_set(readl, p, 2);
	spin_unlock(&lock);
	return ret;
}
