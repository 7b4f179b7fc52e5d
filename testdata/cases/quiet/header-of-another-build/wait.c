/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/spinlock.h>
#include "wait.h"

static DEFINE_SPINLOCK(lock);

#ifdef CONFIG_OWN_WAIT
void line_wait(void)
{
	cpu_relax();
}

void line_start(void)
{
	spin_lock(&lock);
	line_wait();
	spin_unlock(&lock);
}
#endif

void line_stop(void)
{
#ifdef CONFIG_OWN_WAIT
	spin_lock(&lock);
#endif
	line_wait();
#ifdef CONFIG_OWN_WAIT
	spin_unlock(&lock);
#endif
}
