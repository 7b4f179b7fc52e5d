/* quiet: the sleeping op belongs to chips without fast; the locked path takes fast if there is one, and drops the lock otherwise */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct onc;
struct onc_ops { void (*fast)(struct onc *); void (*slow)(struct onc *); };
struct onc { const struct onc_ops *ops; spinlock_t lock; int n; };

static void onc_fast(struct onc *o) { o->n++; }
static void onc_slow(struct onc *o) { msleep(1); o->n++; }
static const struct onc_ops onc_a = { .fast = onc_fast };
static const struct onc_ops onc_b = { .slow = onc_slow };

void onc_init(struct onc *o, bool a)
{
	spin_lock_init(&o->lock);
	o->ops = a ? &onc_a : &onc_b;
}

void onc_step(struct onc *o)
{
	spin_lock(&o->lock);
	if (o->ops->fast) {
		o->ops->fast(o);
		spin_unlock(&o->lock);
	} else {
		spin_unlock(&o->lock);
		o->ops->slow(o);
	}
}
