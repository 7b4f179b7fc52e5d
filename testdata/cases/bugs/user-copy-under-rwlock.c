/* SPDX-License-Identifier: Apache-2.0 */
/* Copies to user space fault and sleep: under a read_lock, and inside preempt_disable(). */
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>

static DEFINE_RWLOCK(stats_lock);
static u64 stats[8];

long stats_read(u64 __user *to, size_t n)
{
	long ret = 0;

	read_lock(&stats_lock);
	if (n > sizeof(stats))
		ret = -EINVAL;
	else if (copy_to_user(to, stats, n)) /* want "sleep-in-atomic" */
		ret = -EFAULT;
	read_unlock(&stats_lock);
	return ret;
}

long stats_first(u64 __user *to)
{
	long ret;

	preempt_disable();
	ret = put_user(stats[0], to); /* want "sleep-in-atomic" */
	preempt_enable();
	return ret;
}
