/* a member read and written with barriers */
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

struct dev { int (*f)(int x); };
void setup(struct dev *d)
{
	smp_store_release(&d->f, sleeper);
}
void caller(struct dev *d)
{
	int (*f)(int x);
	spin_lock(&lock);
	f = smp_load_acquire(&d->f);
	if (f)
		f(1);
	spin_unlock(&lock);
}
