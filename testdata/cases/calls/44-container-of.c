/* an object that a macro of the driver finds */
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

struct base { int n; };
struct derived { struct base base; int (*fn)(int x); };
#define to_derived(b) container_of(b, struct derived, base)
static struct derived der = { .fn = sleeper };
struct base *get(void) { return &der.base; }
void caller(struct base *b)
{
	spin_lock(&lock);
	to_derived(b)->fn(1);
	spin_unlock(&lock);
}
