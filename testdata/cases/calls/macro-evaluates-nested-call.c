/* call: the call lies within the expression that the macro evaluates under the lock, as an argument */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct men { spinlock_t lock; int v; };

#define men_locked(s, expr)				\
({							\
	int __ret;					\
							\
	spin_lock(&(s)->lock);				\
	__ret = (expr);					\
	spin_unlock(&(s)->lock);			\
	__ret;						\
})

static int men_settle(struct men *m)
{
	msleep(1);	/* want "sleep-in-atomic" */
	return m->v;
}

static int men_twice(int v) { return 2 * v; }

int men_get(struct men *m)
{
	return men_locked(m, men_twice(men_settle(m)) + 1);
}
