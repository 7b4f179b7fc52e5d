/* an initialiser that an option decides */
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

struct ops { int (*f)(int x); };
static const struct ops my_ops = { .f = PTR_IF(IS_ENABLED(CONFIG_PM), sleeper) };
struct dev { const struct ops *ops; };
void setup(struct dev *d) { d->ops = &my_ops; }

void caller(struct dev *d)
{
	spin_lock(&lock);
	d->ops->f(1);
	spin_unlock(&lock);
}
