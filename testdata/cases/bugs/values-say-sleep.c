/* As quiet/known-values.c, but each value says that it sleeps, or something may write to the variable. */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/moduleparam.h>

struct dev {
	spinlock_t lock;
	unsigned int flags;
};

struct opt {
	int us;
	bool wait;
};

static void by_value(struct dev *d, struct opt o)
{
	if (o.wait)
		msleep(1); /* want "sleep-in-atomic" */
}

void pass(struct dev *d)
{
	struct opt o = { .us = 3, .wait = true };

	spin_lock(&d->lock);
	by_value(d, o);
	spin_unlock(&d->lock);
}

struct ctx {
	int id;
	bool atomic;
};

static struct ctx make(bool atomic)
{
	struct ctx c = { .atomic = atomic };

	return c;
}

static void returned(struct dev *d, const struct ctx *c)
{
	if (!c->atomic)
		msleep(2); /* want "sleep-in-atomic" */
}

void hand(struct dev *d)
{
	struct ctx c = make(false);

	spin_lock(&d->lock);
	returned(d, &c);
	spin_unlock(&d->lock);
}

struct cfg {
	int sleep_us;
	int spin_us;
};

static const struct cfg fast = { .sleep_us = 3 };

static void configured(struct dev *d, const struct cfg *c)
{
	if (c->sleep_us)
		usleep_range(c->sleep_us, 2 * c->sleep_us); /* want "sleep-in-atomic" */
}

void settle(struct dev *d)
{
	spin_lock(&d->lock);
	configured(d, &fast);
	spin_unlock(&d->lock);
}

static int wait_mode;
static const bool use_sleep = true;
static int by_param = 0;
static int begins = 2;
module_param(by_param, int, 0);

static void unwritten(struct dev *d)
{
	if (wait_mode)
		msleep(3); /* want "sleep-in-atomic" */
}

static void constant(struct dev *d)
{
	if (use_sleep)
		msleep(4); /* want "sleep-in-atomic" */
}

static void parameter(struct dev *d)
{
	if (by_param)
		msleep(5); /* want "sleep-in-atomic" */
}

static void beginning(struct dev *d)
{
	if (begins == 2)
		msleep(6); /* want "sleep-in-atomic" */
}

void variables(struct dev *d)
{
	spin_lock(&d->lock);
	unwritten(d);
	constant(d);
	parameter(d);
	beginning(d);
	spin_unlock(&d->lock);
}

int mode(int m)
{
	return wait_mode = m;
}

#define F_SLEEP 4
#define F_BOTH 3

static void cleared(struct dev *d, unsigned int f)
{
	if (f & F_SLEEP)
		msleep(7); /* want "sleep-in-atomic" */
}

static void both(struct dev *d, unsigned int f)
{
	if ((f & F_BOTH) == F_BOTH)
		msleep(8); /* want "sleep-in-atomic" */
}

void bits(struct dev *d)
{
	unsigned int f = d->flags | F_SLEEP;

	f ^= 8;
	spin_lock(&d->lock);
	cleared(d, f);
	both(d, d->flags | 2);
	spin_unlock(&d->lock);
}
