/* call: a static inline wrapper chooses the op or a default by ?:, called with preemption off */
#include <linux/preempt.h>
#include <linux/delay.h>

struct iho_ops { void (*relax)(int); };
struct iho { const struct iho_ops *ops; };

static void iho_default(int n)
{
	msleep(n);	/* want "sleep-in-atomic" */
}

static inline void iho_relax(struct iho *i, int n)
{
	void (*fn)(int) = i->ops && i->ops->relax ? i->ops->relax : iho_default;

	fn(n);
}

void iho_step(struct iho *i)
{
	preempt_disable();
	iho_relax(i, 2);
	preempt_enable();
}
