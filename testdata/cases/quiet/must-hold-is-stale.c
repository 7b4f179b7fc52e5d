/* SPDX-License-Identifier: Apache-2.0 */
/* The function opens and ends the section itself, whatever its annotation says. */
#include <linux/mutex.h>
#include <linux/rcupdate.h>

struct foo {
	struct mutex lock;
	int n;
};

void foo_find(struct foo *f)
	__must_hold(RCU)
{
	rcu_read_lock();
	f->n++;
	rcu_read_unlock();
	mutex_lock(&f->lock);
	f->n = 0;
	mutex_unlock(&f->lock);
}
