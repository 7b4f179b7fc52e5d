/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever holds the reference that the list has is not known to be gone. */
#include <linux/atomic.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct foo {
	spinlock_t lock;
	struct foo *parent;
	atomic_long_t refs;
	struct mutex gate;
	int n;
};

static void foo_put(struct foo *f)
{
	if (!atomic_long_dec_and_test(&f->refs))
		return;
	mutex_lock(&f->gate);
	f->n = 0;
	mutex_unlock(&f->gate);
}

void foo_leave(struct foo *f)
{
	spin_lock(&f->lock);
	f->n--;
	foo_put(f->parent);
	spin_unlock(&f->lock);
}
