/* SPDX-License-Identifier: Apache-2.0 */
/* One of two files with the same function is linked; one of them sleeps. */
#include <linux/spinlock.h>
#include <linux/types.h>

struct zed { spinlock_t lock; };
int zed_xfer(struct zed *z, const u8 *p, size_t n);

int zed_send(struct zed *z, const u8 *p, size_t n)
{
	int ret;

	spin_lock_bh(&z->lock);
	ret = zed_xfer(z, p, n);
	spin_unlock_bh(&z->lock);
	return ret;
}
