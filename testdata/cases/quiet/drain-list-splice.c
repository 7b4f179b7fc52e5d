/* quiet: the list is spliced under the lock and the entries are treated without it; re-lock at the end of each round */
#include <linux/spinlock.h>
#include <linux/list.h>
#include <linux/workqueue.h>
#include <linux/slab.h>
#include <linux/mutex.h>

struct dls_ent { struct list_head node; int v; };
struct dls { spinlock_t lock; struct list_head todo; struct work_struct w; struct mutex hw; };

static void dls_work(struct work_struct *w)
{
	struct dls *d = container_of(w, struct dls, w);
	struct dls_ent *e, *n;
	LIST_HEAD(batch);

	spin_lock_irq(&d->lock);
	while (!list_empty(&d->todo)) {
		list_splice_init(&d->todo, &batch);
		spin_unlock_irq(&d->lock);
		list_for_each_entry_safe(e, n, &batch, node) {
			mutex_lock(&d->hw);
			list_del(&e->node);
			mutex_unlock(&d->hw);
			kfree(e);
		}
		spin_lock_irq(&d->lock);
	}
	spin_unlock_irq(&d->lock);
}

void dls_init(struct dls *d)
{
	spin_lock_init(&d->lock);
	mutex_init(&d->hw);
	INIT_LIST_HEAD(&d->todo);
	INIT_WORK(&d->w, dls_work);
}
