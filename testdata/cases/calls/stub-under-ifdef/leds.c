/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/delay.h>
#include "bar.h"

int bar_led_set(struct bar *b, int on)
{
	msleep(on ? 10 : 1); /* want "sleep-in-atomic" */
	return 0;
}
