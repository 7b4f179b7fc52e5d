/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/delay.h>

struct wx;

int wx_io(struct wx *w)
{
	msleep(1);
	return 0;
}
