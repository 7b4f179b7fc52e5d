/* SPDX-License-Identifier: Apache-2.0 */
/* A helper tells through a pointer whether it dropped the lock. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct mm { spinlock_t ptl; int fault; };

static int fault_one(struct mm *m, int *unlocked)
{
	if (m->fault) {
		spin_unlock(&m->ptl);
		*unlocked = 1;
		return -EAGAIN;
	}
	return 0;
}

int fault_all(struct mm *m)
{
	int unlocked = 0;
	int ret;

	spin_lock(&m->ptl);
	ret = fault_one(m, &unlocked);
	if (unlocked) {
		msleep(1);
		return ret;
	}
	spin_unlock(&m->ptl);
	return ret;
}
