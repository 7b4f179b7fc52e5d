/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/delay.h>

int board_settle(int x);

int board_settle(int x)
{
	msleep(x); /* want "sleep-in-atomic" */
	return 0;
}
