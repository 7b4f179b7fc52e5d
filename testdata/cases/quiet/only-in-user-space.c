/* SPDX-License-Identifier: Apache-2.0 */
/* What user space has in place of the kernel's is not compiled. */
#include <linux/delay.h>
#include <linux/spinlock.h>

#ifndef __KERNEL__
static void foo_wait(void)
{
	msleep(1);
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
