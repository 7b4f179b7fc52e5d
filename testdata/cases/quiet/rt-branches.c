/* SPDX-License-Identifier: Apache-2.0 */
/* The lock that PREEMPT_RT does not take is not there when it sleeps. */
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/delay.h>
#include <linux/kconfig.h>

struct dev_state { raw_spinlock_t raw; struct mutex m; int n; };

static void dev_lock(struct dev_state *d)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		mutex_lock(&d->m);
	else
		raw_spin_lock(&d->raw);
}

static void dev_unlock(struct dev_state *d)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		mutex_unlock(&d->m);
	else
		raw_spin_unlock(&d->raw);
}

void dev_step(struct dev_state *d)
{
	dev_lock(d);
	d->n++;
#ifdef CONFIG_PREEMPT_RT
	usleep_range(10, 20);
#else
	udelay(10);
#endif
	dev_unlock(d);
}
