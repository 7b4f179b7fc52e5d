/* an object of each processor */
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

struct slot { int (*fn)(int x); };
static DEFINE_PER_CPU(struct slot, slots);
void setup(void)
{
	this_cpu_write(slots.fn, sleeper);
}
void caller(void)
{
	spin_lock(&lock);
	this_cpu_ptr(&slots)->fn(1);
	spin_unlock(&lock);
}
