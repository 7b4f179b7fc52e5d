/* As quiet/computed-bound.c, but each bound lies where the helper sleeps. */
#include <linux/spinlock.h>
#include <linux/minmax.h>
#include <linux/delay.h>

struct chip {
	spinlock_t lock;
	u32 cfg;
};

static void chip_wait_a(u32 us)
{
	if (us >= 40)
		usleep_range(us, us + 10); /* want "sleep-in-atomic" */
}

static void chip_wait_b(u32 us)
{
	if (us >= 40)
		usleep_range(us, us + 10); /* want "sleep-in-atomic" */
}

static void chip_wait_c(u32 us)
{
	if (us >= 40)
		usleep_range(us, us + 10); /* want "sleep-in-atomic" */
}

static void chip_wait_d(u32 us)
{
	if (us >= 40)
		usleep_range(us, us + 10); /* want "sleep-in-atomic" */
}

static void chip_wait_e(u32 us)
{
	if (us >= 40)
		usleep_range(us, us + 10); /* want "sleep-in-atomic" */
}

static void chip_wait_f(u32 us)
{
	if (us >= 40)
		usleep_range(us, us + 10); /* want "sleep-in-atomic" */
}

void chip_set(struct chip *c)
{
	spin_lock(&c->lock);
	chip_wait_a(c->cfg % 41);
	chip_wait_b(c->cfg >> 26);
	chip_wait_c((c->cfg & 7) * 5 + 5);
	chip_wait_d(min(c->cfg, 40U));
	chip_wait_e(clamp(c->cfg, 4U, 60U));
	chip_wait_f(max(c->cfg & 7, 39U) + 1);
	spin_unlock(&c->lock);
}
