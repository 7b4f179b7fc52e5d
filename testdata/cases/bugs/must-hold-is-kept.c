/* SPDX-License-Identifier: Apache-2.0 */
/* The section that the annotation names is held while the function sleeps. */
#include <linux/mutex.h>
#include <linux/rcupdate.h>

struct foo {
	struct mutex lock;
	int n;
};

void foo_find(struct foo *f)
	__must_hold(RCU)
{
	mutex_lock(&f->lock); /* want "sleep-in-atomic" */
	f->n = 0;
	mutex_unlock(&f->lock);
}
