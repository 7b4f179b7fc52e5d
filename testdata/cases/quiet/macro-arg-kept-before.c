/* quiet: the value that the locking macro keeps was computed before it */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct mak { spinlock_t lock; int v; };

#define mak_locked(s, expr)				\
({							\
	int __ret;					\
							\
	spin_lock(&(s)->lock);				\
	__ret = (expr);					\
	(s)->v = __ret;					\
	spin_unlock(&(s)->lock);			\
	__ret;						\
})

static int mak_settle(struct mak *m)
{
	msleep(1);
	return m->v + 1;
}

int mak_set(struct mak *m)
{
	int v = mak_settle(m);

	return mak_locked(m, v);
}
