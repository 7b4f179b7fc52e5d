/* call: a with-lock for macro: the body runs locked */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct fem { spinlock_t lock; int n; };

#define with_fem_lock(f)						\
	for (int __once = (spin_lock(&(f)->lock), 1); __once;	\
	     spin_unlock(&(f)->lock), __once = 0)

void fem_inc(struct fem *f)
{
	with_fem_lock(f) {
		f->n++;
		msleep(2);	/* want "sleep-in-atomic" */
	}
}
