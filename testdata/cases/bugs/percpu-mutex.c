/* SPDX-License-Identifier: Apache-2.0 */
/* get_cpu_ptr() disables preemption until put_cpu_ptr(). */
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/smp.h>

struct stat {
	u64 n;
};

static DEFINE_PER_CPU(struct stat, stats);
static DEFINE_MUTEX(sum_lock);
static u64 sum;

void stat_fold(void)
{
	struct stat *s = get_cpu_ptr(&stats);

	mutex_lock(&sum_lock); /* want "sleep-in-atomic" */
	sum += s->n;
	s->n = 0;
	mutex_unlock(&sum_lock);
	put_cpu_ptr(&stats);
}

void stat_here(void)
{
	u64 *p = &get_cpu_var(stats).n;

	if (*p > 100)
		mutex_lock(&sum_lock); /* want "sleep-in-atomic" */
	put_cpu_var(stats);
	if (sum)
		mutex_unlock(&sum_lock);
}
