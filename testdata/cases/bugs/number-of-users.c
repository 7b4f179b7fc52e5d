/* SPDX-License-Identifier: Apache-2.0 */
/* No reference decides, but a number. */
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
	if (!f->n)
		return;
	mutex_lock(&f->gate); /* want "sleep-in-atomic" */
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
