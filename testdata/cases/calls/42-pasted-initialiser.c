/* macros that fill an object hand each other names that they glue together */
#include <linux/spinlock.h>
#include <linux/delay.h>

static DEFINE_SPINLOCK(lock);

struct attribute { int (*show)(int x); };
#define ATTR(_show) { .show = _show }
#define ATTR_RO(_name) ATTR(_name##_show)
#define DEFINE_ATTR_RO(_name) struct attribute attr_##_name = ATTR_RO(_name)

static int first_show(int x)
{
	msleep(10); /* want "sleep-in-atomic" */
	return x;
}

static DEFINE_ATTR_RO(first);

void caller(struct attribute *a)
{
	spin_lock(&lock);
	a->show(1);
	spin_unlock(&lock);
}
