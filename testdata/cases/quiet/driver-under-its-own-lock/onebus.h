/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/spinlock.h>

struct onebus;

struct onebus_ops {
	void (*write)(struct onebus *c, int reg, int val);
};

struct onebus {
	spinlock_t lock;
	const struct onebus_ops *ops;
	void *regs;
};

static inline void onebus_write(struct onebus *c, int reg, int val)
{
	c->ops->write(c, reg, val);
}

void onebus_reset(struct onebus *c);
