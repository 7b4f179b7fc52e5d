/* What is computed has bounds: of a mask, a remainder, a shift, a sum, a product and a quotient, and of what one of two numbers is. The helpers sleep only above them. */
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
		usleep_range(us, us + 10);
	else
		udelay(us);
}

static void chip_wait_b(u32 us)
{
	if (us >= 40)
		usleep_range(us, us + 10);
	else
		udelay(us);
}

static void chip_wait_c(u32 us)
{
	if (us >= 40)
		usleep_range(us, us + 10);
	else
		udelay(us);
}

static void chip_wait_d(u32 us)
{
	if (us >= 40)
		usleep_range(us, us + 10);
	else
		udelay(us);
}

static void chip_wait_e(u32 us)
{
	if (us >= 40)
		usleep_range(us, us + 10);
	else
		udelay(us);
}

static void chip_wait_f(u32 us)
{
	if (us >= 40)
		usleep_range(us, us + 10);
	else
		udelay(us);
}

static void chip_wait_g(u32 us)
{
	if (us >= 40)
		usleep_range(us, us + 10);
	else
		udelay(us);
}

static void chip_wait_h(u32 us)
{
	if (us >= 40)
		usleep_range(us, us + 10);
	else
		udelay(us);
}

static void chip_wait_i(u32 us)
{
	if (us >= 40)
		usleep_range(us, us + 10);
	else
		udelay(us);
}

void chip_set(struct chip *c)
{
	spin_lock(&c->lock);
	chip_wait_a(c->cfg & 31);
	chip_wait_b(c->cfg % 40);
	chip_wait_c(c->cfg >> 27);
	chip_wait_d((c->cfg & 7) * 5 + 4);
	chip_wait_e((c->cfg & 0x3f) / 2);
	chip_wait_f(min(c->cfg, 39U));
	chip_wait_g(min_t(u32, 20 + (c->cfg & 15), c->cfg));
	chip_wait_h(clamp(c->cfg, 4U, 39U));
	chip_wait_i(max(c->cfg & 15, 8U) * 2);
	spin_unlock(&c->lock);
}
