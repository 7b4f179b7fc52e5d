/* a function returned by another, called by a third */
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

typedef int (*xlat_t)(int x);
static inline xlat_t get_xlat(int cmd)
{
	switch (cmd) {
	case 1:
		return sleeper;
	case 2:
	case 3:
		return quick;
	}
	return NULL;
}
static int translate(int x, xlat_t f)
{
	if (f(x))
		return 1;
	return 0;
}
void caller(int cmd)
{
	xlat_t f;
	spin_lock(&lock);
	if (cmd < 7)
		f = get_xlat(cmd);
	else
		f = quick;
	if (f)
		translate(cmd, f);
	spin_unlock(&lock);
}
