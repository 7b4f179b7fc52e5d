/* SPDX-License-Identifier: Apache-2.0 */
/* Lock and unlock under the same nested condition, written in two ways. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct dev_state { spinlock_t lock; int n; };

void step(struct dev_state *d)
{
#if defined(CONFIG_FOO_SMP)
# if defined(CONFIG_FOO_LOCKLESS)
	WRITE_ONCE(d->n, 0);
# else
	spin_lock(&d->lock);
# endif
#endif
	d->n++;
#if defined(CONFIG_FOO_SMP) && !defined(CONFIG_FOO_LOCKLESS)
	spin_unlock(&d->lock);
#endif
	msleep(1);
}
