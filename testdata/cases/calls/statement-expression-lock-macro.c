/* call: a driver macro runs an expression with the lock held, and the expression sleeps */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct sel { spinlock_t lock; int v; };

#define sel_locked(s, expr)				\
({							\
	unsigned long __f;				\
	typeof(expr) __ret;				\
							\
	spin_lock_irqsave(&(s)->lock, __f);		\
	__ret = (expr);					\
	spin_unlock_irqrestore(&(s)->lock, __f);	\
	__ret;						\
})

static int sel_settle(struct sel *s)
{
	msleep(1);	/* want "sleep-in-atomic" */
	return s->v;
}

int sel_get(struct sel *s)
{
	return sel_locked(s, sel_settle(s));
}
