/* the table of a variable: there is one, whichever was chosen */
#include <linux/delay.h>
#include <linux/spinlock.h>
static DEFINE_SPINLOCK(lock);
struct grant_ops { int (*map)(int x); int (*unmap)(int x); };
static int map1(int x) { return x; }
static int map2(int x)
{
	msleep(10); /* want "sleep-in-atomic" */
	return x;
}
static const struct grant_ops v1 = { .map = map1 };
static const struct grant_ops v2 = { .map = map2 };
static const struct grant_ops *iface;
void choose(int v)
{
	if (v == 1)
		iface = &v1;
	else
		iface = &v2;
}
static int do_map(int x)
{
	return iface->map(x);
}
void setup(int x)
{
	do_map(x);
}
void caller(int x)
{
	spin_lock(&lock);
	do_map(x);
	spin_unlock(&lock);
}
