/* SPDX-License-Identifier: Apache-2.0 */
/* scoped_cond_guard() on a trylock: the fail statement runs without the lock. */
#include <linux/cleanup.h>
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct foo {
	spinlock_t lock;
	struct mutex m;
	int n;
};

int foo_get(struct foo *f)
{
	scoped_cond_guard(mutex_try, return -EBUSY, &f->m) {
		msleep(1);
		f->n++;
	}
	scoped_cond_guard(spinlock_try, return foo_slow(f), &f->lock)
		f->n--;
	msleep(1);
	return 0;
}

int foo_put(struct foo *f)
{
	CLASS(spinlock_irqsave, guard)(&f->lock);
	f->n--;
	return 0;
}

int foo_both(struct foo *f)
{
	int ret = foo_put(f);

	msleep(1);
	return ret;
}
