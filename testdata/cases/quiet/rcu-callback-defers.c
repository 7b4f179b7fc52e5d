/* quiet: the rcu callback only queues the work that sleeps; kfree is fine in softirq */
#include <linux/rcupdate.h>
#include <linux/workqueue.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct rcd { struct rcu_head rcu; struct work_struct work; struct mutex *m; void *buf; };

static void rcd_work(struct work_struct *w)
{
	struct rcd *r = container_of(w, struct rcd, work);

	mutex_lock(r->m);
	mutex_unlock(r->m);
	kfree(r);
}

static void rcd_free(struct rcu_head *head)
{
	struct rcd *r = container_of(head, struct rcd, rcu);

	kfree(r->buf);
	INIT_WORK(&r->work, rcd_work);
	schedule_work(&r->work);
}

void rcd_drop(struct rcd *r)
{
	call_rcu(&r->rcu, rcd_free);
}
