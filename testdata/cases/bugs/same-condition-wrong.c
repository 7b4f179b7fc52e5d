/* SPDX-License-Identifier: Apache-2.0 */
/* The sleep runs under the condition that took the lock. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct port {
	spinlock_t lock;
	unsigned int caps;
	u32 state;
};

#define PORT_SHARED 0x4

void port_set(struct port *p, u32 v)
{
	bool shared = p->caps & PORT_SHARED;

	if (shared)
		spin_lock_irq(&p->lock);
	p->state = v;
	if (shared && v)
		usleep_range(100, 200); /* want "sleep-in-atomic" */
	if (shared)
		spin_unlock_irq(&p->lock);
}
