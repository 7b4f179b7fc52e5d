/* As quiet/initialised-in-order.c, but what is used says that it sleeps. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct dev {
	spinlock_t lock;
};

struct seg {
	int len;
	bool slow;
};

static void seg_one(struct dev *d, struct seg *s)
{
	if (s->slow)
		msleep(1); /* want "sleep-in-atomic" */
}

static void seg_some(struct dev *d, struct seg *s)
{
	if (s->slow)
		msleep(2); /* want "sleep-in-atomic" */
}

static const struct {
	int id;
	bool slow;
} kinds[] = {
	[0] = { 1, false },
	[1] = { 2, true },
};

static void by_kind(struct dev *d, int k)
{
	if (kinds[k].slow)
		msleep(3); /* want "sleep-in-atomic" */
}

void dev_do(struct dev *d)
{
	struct seg s = { 1, true }, some[2] = { { 1, true }, { 2, false } };

	spin_lock(&d->lock);
	seg_one(d, &s);
	seg_some(d, &some[0]);
	by_kind(d, 1);
	spin_unlock(&d->lock);
	by_kind(d, 1);
}
