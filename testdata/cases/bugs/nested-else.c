/* SPDX-License-Identifier: Apache-2.0 */
/* The unlock is under another condition than the lock. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct dev_state { spinlock_t lock; int n; };

void step(struct dev_state *d)
{
#if defined(CONFIG_FOO_SMP)
	spin_lock(&d->lock);
#endif
	d->n++;
#if defined(CONFIG_FOO_SMP) && !defined(CONFIG_FOO_LOCKLESS)
	spin_unlock(&d->lock);
#endif
	msleep(1); /* want "sleep-in-atomic" */
#if defined(CONFIG_FOO_SMP) && defined(CONFIG_FOO_LOCKLESS)
	spin_unlock(&d->lock);
#endif
}
