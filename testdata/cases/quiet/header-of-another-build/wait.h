/* SPDX-License-Identifier: Apache-2.0 */
/* the header's function sleeps, but where it is called there is the file's own */
#ifndef WAIT_H
#define WAIT_H
#include <linux/delay.h>

#ifndef CONFIG_OWN_WAIT
static inline void line_wait(void)
{
	msleep(1);
}
#else
void line_wait(void);
#endif

static inline void line_pause(void)
{
	msleep(1);
}

#endif
