/* What is known of a value stays known: of a struct that is passed or returned by value, of one that is const, of a variable that nothing writes to, of bits that were cleared. */
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
		msleep(1);
}

void pass(struct dev *d)
{
	struct opt o = { .us = 3, .wait = false };

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
		msleep(2);
}

void hand(struct dev *d)
{
	struct ctx c = make(true);

	spin_lock(&d->lock);
	returned(d, &c);
	spin_unlock(&d->lock);
}

struct cfg {
	int sleep_us;
	int spin_us;
};

static const struct cfg fast = { .spin_us = 3 };

static void configured(struct dev *d, const struct cfg *c)
{
	if (c->sleep_us)
		usleep_range(c->sleep_us, 2 * c->sleep_us);
}

void settle(struct dev *d)
{
	spin_lock(&d->lock);
	configured(d, &fast);
	spin_unlock(&d->lock);
}

static int wait_mode;
static const bool use_sleep = false;
static int by_param = 0;
static int begins = 2;

static void unwritten(struct dev *d)
{
	if (wait_mode)
		msleep(3);
}

static void constant(struct dev *d)
{
	if (use_sleep)
		msleep(4);
}

static void parameter(struct dev *d)
{
	if (by_param)
		msleep(5);
}

static void beginning(struct dev *d)
{
	if (begins == 3)
		msleep(6);
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
	return wait_mode + m;
}

#define F_SLEEP 4
#define F_BOTH 3

static void cleared(struct dev *d, unsigned int f)
{
	if (f & F_SLEEP)
		msleep(7);
}

static void both(struct dev *d, unsigned int f)
{
	if ((f & F_BOTH) == F_BOTH)
		msleep(8);
}

void bits(struct dev *d)
{
	unsigned int f = d->flags | F_SLEEP;

	f ^= F_SLEEP;
	spin_lock(&d->lock);
	cleared(d, f);
	both(d, d->flags & ~2);
	spin_unlock(&d->lock);
}
