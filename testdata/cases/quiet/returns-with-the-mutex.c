/* The helper ends with the spinlock held, or with the mutex, as its list says: an entry that
   sleeps makes it the mutex. */
#include <linux/clk.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct entry { struct clk *clk; int slow; };
struct list { spinlock_t lock; struct mutex mutex; int sleeps; struct entry e; };

static void list_lock(struct list *l, unsigned long *flags)
{
again:
	spin_lock_irqsave(&l->lock, *flags);
	if (!l->sleeps)
		return;
	spin_unlock_irqrestore(&l->lock, *flags);
	mutex_lock(&l->mutex);
	if (l->sleeps)
		return;
	mutex_unlock(&l->mutex);
	goto again;
}

static void list_unlock(struct list *l, unsigned long *flags)
{
	if (l->sleeps)
		mutex_unlock(&l->mutex);
	else
		spin_unlock_irqrestore(&l->lock, *flags);
}

int list_on(struct list *l)
{
	unsigned long flags;
	int rc = 0;

	list_lock(l, &flags);
	if (l->e.slow)
		rc = clk_prepare_enable(l->e.clk);
	list_unlock(l, &flags);
	return rc;
}
