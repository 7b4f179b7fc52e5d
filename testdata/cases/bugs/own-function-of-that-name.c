/* A driver's own die() has nothing to do with a kernel that has crashed. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct chip {
	spinlock_t lock;
	int dies;
};

static void die(struct chip *c)
{
	spin_lock(&c->lock);
	c->dies++;
	msleep(1); /* want "sleep-in-atomic" */
	spin_unlock(&c->lock);
}

void chip_reset(struct chip *c)
{
	die(c);
}
