/* call: in the third operand of an && chain inside a comma expression */
#include <linux/spinlock.h>
#include <linux/completion.h>

struct cal { spinlock_t lock; struct completion c; int a, b; };

static bool cal_ok(struct cal *c)
{
	return wait_for_completion_interruptible(&c->c) == 0;	/* want "sleep-in-atomic" */
}

int cal_try(struct cal *c)
{
	int r;

	spin_lock(&c->lock);
	r = (c->a++, c->b > 3 && c->a && cal_ok(c)) ? 0 : -EAGAIN;
	spin_unlock(&c->lock);
	return r;
}
