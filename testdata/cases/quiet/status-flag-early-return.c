/* SPDX-License-Identifier: Apache-2.0 */
/* The handler's error code from the locked helper makes it return before the sleep; the sleep needs 0. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct foo {
	spinlock_t lock;
	int n;
};

/* returns 0 without the lock, or -EBUSY with it held */
static int foo_claim(struct foo *f)
{
	spin_lock(&f->lock);
	if (f->n)
		return -EBUSY;
	spin_unlock(&f->lock);
	return 0;
}

int foo_run(struct foo *f)
{
	int ret = foo_claim(f);

	if (ret < 0) {
		f->n--;
		spin_unlock(&f->lock);
		return ret;
	}
	msleep(10);
	return 0;
}
