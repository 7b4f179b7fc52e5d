/* What is locked on one side of an #ifdef and sleeps on the other never meets: neither in one function nor by a compound condition. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct chip {
	spinlock_t lock;
	int n;
};

#if defined(CONFIG_CHIP_DMA) && !defined(CONFIG_CHIP_PIO)
static void enter(struct chip *c)
{
	spin_lock(&c->lock);
}

static void leave(struct chip *c)
{
	spin_unlock(&c->lock);
}
#else
static void enter(struct chip *c)
{
}

static void leave(struct chip *c)
{
}
#endif

#ifdef CONFIG_CHIP_PIO
static void settle(struct chip *c)
{
	msleep(c->n);
}
#else
static void settle(struct chip *c)
{
	udelay(c->n);
}
#endif

void start(struct chip *c)
{
	enter(c);
	settle(c);
	leave(c);
}
