/* SPDX-License-Identifier: Apache-2.0 */
/* The macro unlocks before it returns, or goes to a label that does. */
#include <linux/delay.h>
#include <linux/spinlock.h>

#define CHECK_GOTO(e, l) do { ret = (e); if (ret < 0) goto l; } while (0)
#define UNLOCK_RETURN(i, r) do { spin_unlock(&(i)->lock); return (r); } while (0)

struct isp { spinlock_t lock; int reg; };

int isp_hw(struct isp *i, int v);

int isp_start(struct isp *i)
{
	int ret;

	spin_lock(&i->lock);
	if (!i->reg)
		UNLOCK_RETURN(i, -ENODEV);
	CHECK_GOTO(isp_hw(i, 1), out);
	CHECK_GOTO(isp_hw(i, 2), out);
out:
	spin_unlock(&i->lock);
	return ret;
}

int isp_restart(struct isp *i)
{
	int ret = isp_start(i);

	msleep(5);
	return ret;
}
