/* bug: the ops struct is copied by value into the object, one member replaced, then called under the lock */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct coo;
struct coo_ops { void (*on)(struct coo *); void (*off)(struct coo *); };
struct coo { spinlock_t lock; struct coo_ops ops; };

static void coo_on(struct coo *c) { udelay(1); }
static void coo_off(struct coo *c) { udelay(1); }
static void coo_off_slow(struct coo *c)
{
	msleep(20);	/* want "sleep-in-atomic" */
}
static const struct coo_ops coo_default = { .on = coo_on, .off = coo_off };

void coo_setup(struct coo *c)
{
	spin_lock_init(&c->lock);
	c->ops = coo_default;
	c->ops.off = coo_off_slow;
}

void coo_toggle(struct coo *c)
{
	spin_lock(&c->lock);
	c->ops.on(c);
	c->ops.off(c);
	spin_unlock(&c->lock);
}
