/* SPDX-License-Identifier: Apache-2.0 */
/* The lock is one that spins or one for readers and writers, by the configuration: where
 * it is given up as the one, it was not taken as the other. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct foo {
#ifdef FOO_HAVE_RWLOCK
	rwlock_t lock;
#else
	spinlock_t lock;
#endif
	int n;
};

#ifdef FOO_HAVE_RWLOCK
#define FOO_LOCK(f)	write_lock(&(f)->lock)
#define FOO_UNLOCK(f)	write_unlock(&(f)->lock)
#else
#define FOO_LOCK(f)	spin_lock(&(f)->lock)
#define FOO_UNLOCK(f)	spin_unlock(&(f)->lock)
#endif

static void foo_split(struct foo *f)
{
	write_unlock(&f->lock);
	msleep(10);
	write_lock(&f->lock);
}

void foo_reset(struct foo *f)
{
	FOO_LOCK(f);
	foo_split(f);
	FOO_UNLOCK(f);
}
