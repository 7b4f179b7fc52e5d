/* an array that a registrar fills */
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

typedef int (*cb_t)(int x);
static cb_t callbacks[16];
static int r1(int x) { return x; }
static int r2(int x) { return x; }
static int r3(int x) { return x; }
static int r4(int x) { return x; }
int register_callback(cb_t f)
{
	int i;
	for (i = 15; i; i--)
		if (!callbacks[i])
			break;
	callbacks[i] = f;
	return i;
}
void init(void)
{
	register_callback(quick);
	register_callback(r1);
	register_callback(r2);
	register_callback(r3);
	register_callback(r4);
	register_callback(sleeper);
}

void caller(int i)
{
	spin_lock(&lock);
	callbacks[i](1);
	spin_unlock(&lock);
}
