/* SPDX-License-Identifier: Apache-2.0 */
/* Two functions whose names a macro makes: the one that sleeps is called before the lock. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct foo {
	spinlock_t lock;
	int n;
};

static void FNAME(walk)(struct foo *f)
{
	msleep(10);
}

static void FNAME(count)(struct foo *f)
{
	f->n++;
}

void foo_fault(struct foo *f)
{
	FNAME(walk)(f);
	spin_lock(&f->lock);
	FNAME(count)(f);
	spin_unlock(&f->lock);
}
