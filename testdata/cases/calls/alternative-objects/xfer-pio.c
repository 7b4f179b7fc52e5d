/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/delay.h>
#include <linux/types.h>

struct zed;

int zed_xfer(struct zed *z, const u8 *p, size_t n)
{
	udelay(n);
	return 0;
}
