/* SPDX-License-Identifier: Apache-2.0 */
/* An #ifdef holds the first half of an if-else; without it the lock is still taken. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct port { spinlock_t lock; int mode; int sysrq; };

void port_write(struct port *p, int n)
{
	unsigned long flags;
	int locked = 1;

#ifdef CONFIG_MAGIC_SYSRQ
	if (p->sysrq)
		locked = 0;
	else
#endif
		spin_lock_irqsave(&p->lock, flags);

	if (locked && n)
		msleep(n); /* want "sleep-in-atomic" */

	if (locked)
		spin_unlock_irqrestore(&p->lock, flags);
}
