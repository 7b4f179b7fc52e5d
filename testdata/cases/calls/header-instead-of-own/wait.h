/* SPDX-License-Identifier: Apache-2.0 */
/* a file has a function of its own in some builds, and its header's in the others */
#ifndef WAIT_H
#define WAIT_H
#include <linux/delay.h>

#ifndef CONFIG_OWN_WAIT
static inline void line_wait(void)
{
	msleep(1); /* want "sleep-in-atomic" */
}
#else
void line_wait(void);
#endif

#ifdef CONFIG_OWN_WAIT
static inline void line_pause(void)
{
	msleep(1); /* want "sleep-in-atomic" */
}
#endif

void line_start(void);

#endif
