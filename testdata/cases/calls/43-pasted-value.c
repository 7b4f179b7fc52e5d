/* a name that a macro glues together is the value of a member */
#include <linux/spinlock.h>
#include <linux/delay.h>

static DEFINE_SPINLOCK(lock);

struct attribute { int (*show)(int x); };
#define ATTR(_show) { .show = _show }
#define ATTR_RO(_name) ATTR(_name##_show)


static int second_show(int x)
{
	msleep(10); /* want "sleep-in-atomic" */
	return x;
}

static struct attribute attr_second = ATTR_RO(second);

void caller(void)
{
	spin_lock(&lock);
	attr_second.show(1);
	spin_unlock(&lock);
}
