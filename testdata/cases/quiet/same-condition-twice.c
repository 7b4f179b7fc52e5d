/* SPDX-License-Identifier: Apache-2.0 */
/* The lock is taken, the sleep skipped and the lock dropped by the same local condition. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct port {
	spinlock_t lock;
	unsigned int caps;
	u32 state;
};

#define PORT_SHARED 0x4

int port_set(struct port *p, u32 v)
{
	bool shared = p->caps & PORT_SHARED;
	unsigned long flags;

	if (shared)
		spin_lock_irqsave(&p->lock, flags);

	p->state = v;
	if (!shared) {
		usleep_range(100, 200);
		p->state |= 1;
	}

	if (shared)
		spin_unlock_irqrestore(&p->lock, flags);
	return 0;
}
