/* a member that one function chooses among several */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static int sleeper(int x)
{
	msleep(10); /* want "sleep-in-atomic" */
	return x;
}

static int quick(int x)
{
	return x + 1;
}

struct dev { int (*clean)(int x); int mtu; };
static int other(int x) { return x; }
void setup(struct dev *d)
{
	if (d->mtu > 9000)
		d->clean = sleeper;
	else if (d->mtu > 1500)
		d->clean = other;
	else
		d->clean = quick;
}

void caller(struct dev *d)
{
	spin_lock(&lock);
	d->clean(1);
	spin_unlock(&lock);
}
