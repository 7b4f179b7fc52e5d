/* The helper has waited for the mutex first, and ends with both held, or with the spinlock. */
#include <linux/clk.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct list { spinlock_t lock; struct mutex mutex; int sleeps; struct clk *clk; };

static void list_lock(struct list *l, unsigned long *flags)
{
	if (l->sleeps)
		mutex_lock(&l->mutex);
	spin_lock_irqsave(&l->lock, *flags);
}

static void list_unlock(struct list *l, unsigned long *flags)
{
	spin_unlock_irqrestore(&l->lock, *flags);
	if (l->sleeps)
		mutex_unlock(&l->mutex);
}

int list_on(struct list *l)
{
	unsigned long flags;
	int rc;

	list_lock(l, &flags);
	rc = clk_prepare_enable(l->clk); /* want "sleep-in-atomic" */
	list_unlock(l, &flags);
	return rc;
}
