/* SPDX-License-Identifier: Apache-2.0 */
/* A vendor's check macro returns; the caller of the function sleeps with the lock held. */
#include <linux/delay.h>
#include <linux/spinlock.h>

#define CHECK_ERR(e) do { int _e = (e); if (_e < 0) return _e; } while (0)

struct isp { spinlock_t lock; int reg; };

int isp_hw(struct isp *i, int v);

int isp_start(struct isp *i)
{
	spin_lock(&i->lock);
	CHECK_ERR(isp_hw(i, 1)); /* want "unbalanced-context" */
	CHECK_ERR(isp_hw(i, 2)); /* want "unbalanced-context" */
	spin_unlock(&i->lock);
	return 0;
}
