/* Six helpers lead to the one that sleeps above a bound; one of them passes what may lie above it. And the same helper is called twice, once with what the device says. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct chip {
	spinlock_t lock;
	int us;
};

static void settle(struct chip *c, unsigned int us)
{
	if (us > 20)
		usleep_range(us, us * 2); /* want "sleep-in-atomic" */
	else
		udelay(us);
}

static void set_clock(struct chip *c)
{
	settle(c, c->us & 1);
}

static void set_mode(struct chip *c)
{
	settle(c, c->us & 2);
}

static void set_level(struct chip *c)
{
	settle(c, c->us & 3);
}

static void set_phase(struct chip *c)
{
	settle(c, c->us & 4);
}

static void set_reset(struct chip *c)
{
	settle(c, c->us);
}

void chip_set(struct chip *c)
{
	spin_lock(&c->lock);
	set_clock(c);
	set_mode(c);
	set_level(c);
	set_phase(c);
	set_reset(c);
	spin_unlock(&c->lock);
}

static void wait_for(struct chip *c, unsigned int us)
{
	if (us >= 40)
		usleep_range(us, us * 2); /* want "sleep-in-atomic" */
}

void chip_wait(struct chip *c)
{
	spin_lock(&c->lock);
	wait_for(c, c->us & 7);
	wait_for(c, c->us);
	spin_unlock(&c->lock);
}
