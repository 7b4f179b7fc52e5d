/* bug: guard() holds to the end of the function, the wait is before it */
#include <linux/cleanup.h>
#include <linux/spinlock.h>
#include <linux/completion.h>
#include <linux/io.h>

struct gcw { spinlock_t lock; struct completion done; void __iomem *r; };

int gcw_xfer(struct gcw *g, u32 v)
{
	guard(spinlock_irqsave)(&g->lock);
	reinit_completion(&g->done);
	writel(v, g->r);
	if (!wait_for_completion_timeout(&g->done, HZ))	/* want "sleep-in-atomic" */
		return -ETIMEDOUT;
	return 0;
}
