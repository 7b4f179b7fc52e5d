/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/spinlock.h>

struct twobus;

struct twobus_ops {
	void (*write)(struct twobus *c, int reg, int val);
};

struct twobus {
	spinlock_t lock;
	const struct twobus_ops *ops;
	void *regs;
};

static inline void twobus_write(struct twobus *c, int reg, int val)
{
	c->ops->write(c, reg, val); /* want "sleep-in-atomic" */
}

void twobus_kick(struct twobus *c);
void twobus_reset(struct twobus *c);
