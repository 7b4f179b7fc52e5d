/* a table of structs by a computed index */
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

struct control { int (*handler)(int x); int flag; };
static int q1(int x) { return x+1; }
static int q2(int x) { return x+2; }
static int q3(int x) { return x+3; }
static int q4(int x) { return x+4; }
static const struct control controls[] = {
	[0] = { .handler = quick }, [1] = { .handler = q1, .flag = 1 }, [2] = { .handler = q2 }, [3] = { .handler = q3 }, [5] = { .handler = sleeper }, [6] = { .handler = q4 },
};

void caller(int type)
{
	spin_lock(&lock);
	controls[type].handler(1);
	spin_unlock(&lock);
}
