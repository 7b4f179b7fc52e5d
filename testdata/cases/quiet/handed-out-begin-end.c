/* SPDX-License-Identifier: Apache-2.0 */
/* begin() returns with preemption off and a lock held if it returns true; users go by it. */
#include <linux/preempt.h>
#include <linux/delay.h>
#include <linux/spinlock.h>

struct fpu { spinlock_t lock; int users; };

bool fpu_begin(struct fpu *f)
{
	preempt_disable();
	if (!spin_trylock(&f->lock)) {
		preempt_enable();
		return false;
	}
	f->users++;
	return true;
}

void fpu_end(struct fpu *f)
{
	f->users--;
	spin_unlock(&f->lock);
	preempt_enable();
}

void fpu_use(struct fpu *f)
{
	if (fpu_begin(f)) {
		f->users += 0;
		fpu_end(f);
	}
	msleep(1);
}
