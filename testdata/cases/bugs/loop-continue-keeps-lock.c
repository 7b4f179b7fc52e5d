/* SPDX-License-Identifier: Apache-2.0 */
/* continue leaves the lock held, so the next round sleeps with it. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct foo {
	spinlock_t lock;
	u32 st;
};

int foo_wait(struct foo *f)
{
	int i;

	for (i = 0; i < 10; i++) {
		msleep(1); /* want "sleep-in-atomic|unbalanced-context" */
		spin_lock(&f->lock);
		if (f->st & 2)
			continue;
		f->st |= 1;
		spin_unlock(&f->lock);
	}
	return f->st;
}
