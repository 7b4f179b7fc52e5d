/* a member set through its address */
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
static void put(int (**where)(int x), int (*what)(int x)) { *where = what; }
void setup(struct dev *d) { put(&d->f, sleeper); }

void caller(struct dev *d)
{
	spin_lock(&lock);
	d->f(1);
	spin_unlock(&lock);
}
