/* SPDX-License-Identifier: Apache-2.0 */
/* The lock is one that spins or one for readers and writers, by the configuration:
 * it is held all the same. */
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
	f->n++;
	msleep(10); /* want "sleep-in-atomic" */
}

void foo_reset(struct foo *f)
{
	FOO_LOCK(f);
	foo_split(f);
	FOO_UNLOCK(f);
}
