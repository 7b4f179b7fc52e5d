/* call: a selector returns the function, which is called at once under a raw spinlock */
#include <linux/spinlock.h>
#include <linux/delay.h>

typedef int (*rfp_fn)(int);
static DEFINE_RAW_SPINLOCK(rfp_lock);

static int rfp_fast(int v) { return v; }
static int rfp_slow(int v)
{
	msleep(v);	/* want "sleep-in-atomic" */
	return v;
}

static rfp_fn rfp_pick(int kind)
{
	switch (kind) {
	case 0:
		return rfp_fast;
	default:
		return rfp_slow;
	}
}

int rfp_do(int kind, int v)
{
	int ret;

	raw_spin_lock(&rfp_lock);
	ret = rfp_pick(kind)(v);
	raw_spin_unlock(&rfp_lock);
	return ret;
}
