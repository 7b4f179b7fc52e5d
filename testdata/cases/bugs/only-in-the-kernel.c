/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel has in place of user space's sleeps. */
#include <linux/delay.h>
#include <linux/spinlock.h>

#ifdef __KERNEL__
static void foo_wait(void)
{
	msleep(1); /* want "sleep-in-atomic" */
}
#else
static void foo_wait(void)
{
	udelay(1);
}
#endif

void foo_reset(spinlock_t *lock)
{
	spin_lock(lock);
	foo_wait();
	spin_unlock(lock);
}
