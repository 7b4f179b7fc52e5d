/* bug: the rcu callback takes a mutex */
#include <linux/rcupdate.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct rcm_owner { struct mutex lock; int count; };
struct rcm { struct rcu_head rcu; struct rcm_owner *owner; };

static void rcm_unlink(struct rcm *r)
{
	mutex_lock(&r->owner->lock);	/* want "sleep-in-atomic" */
	r->owner->count--;
	mutex_unlock(&r->owner->lock);
}

static void rcm_free(struct rcu_head *h)
{
	struct rcm *r = container_of(h, struct rcm, rcu);

	rcm_unlink(r);
	kfree(r);
}

void rcm_put(struct rcm *r)
{
	call_rcu(&r->rcu, rcm_free);
}
