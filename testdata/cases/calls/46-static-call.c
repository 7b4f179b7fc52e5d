/* a static call */
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

DEFINE_STATIC_CALL(my_hook, quick);
void setup(void)
{
	static_call_update(my_hook, sleeper);
}
void caller(void)
{
	spin_lock(&lock);
	static_call(my_hook)(1);
	spin_unlock(&lock);
}
