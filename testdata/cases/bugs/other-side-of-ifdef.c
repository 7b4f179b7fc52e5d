/* The side of an #ifdef that sleeps is followed, also where the other one is longer; each under its condition. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct chip {
	spinlock_t lock;
	int n, m, k;
};

#ifdef CONFIG_CHIP_FAST
static void settle(struct chip *c)
{
	int i;

	for (i = 0; i < c->n; i++) {
		c->m += i;
		udelay(1);
	}
	if (c->m > c->k)
		c->m = c->k;
}
#else
static void settle(struct chip *c)
{
	msleep(1); /* want "sleep-in-atomic" */
}
#endif

void start(struct chip *c)
{
	spin_lock(&c->lock);
	settle(c);
	spin_unlock(&c->lock);
}
