/* quiet: *locked is true exactly if the lock was taken */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct ops6 { spinlock_t lock; int mode, v; };

static void ops6_enter(struct ops6 *o, bool *locked)
{
	*locked = false;
	if (o->mode == 1) {
		spin_lock(&o->lock);
		*locked = true;
	}
}

int ops6_do(struct ops6 *o)
{
	bool locked;

	ops6_enter(o, &locked);
	o->v++;
	if (!locked)
		msleep(1);
	if (locked)
		spin_unlock(&o->lock);
	return 0;
}
