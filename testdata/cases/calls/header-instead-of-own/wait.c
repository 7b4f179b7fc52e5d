/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/spinlock.h>
#include "wait.h"

static DEFINE_SPINLOCK(lock);

#ifdef CONFIG_OWN_WAIT
void line_wait(void)
{
	cpu_relax();
}
#endif

#ifndef CONFIG_OWN_WAIT
static void line_pause(void)
{
	cpu_relax();
}
#endif

void line_start(void)
{
	spin_lock(&lock);
	line_wait();
	line_pause();
	spin_unlock(&lock);
}
