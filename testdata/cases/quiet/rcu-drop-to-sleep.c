/* quiet: the section ends with a reference taken, sleeps, and begins anew */
#include <linux/rculist.h>
#include <linux/refcount.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct rds { struct list_head node; refcount_t ref; struct mutex m; int dirty; struct rcu_head rcu; };
static LIST_HEAD(rds_all);

static void rds_put(struct rds *r)
{
	if (refcount_dec_and_test(&r->ref))
		kfree_rcu(r, rcu);
}

void rds_sync(void)
{
	struct rds *r;

	rcu_read_lock();
restart:
	list_for_each_entry_rcu(r, &rds_all, node) {
		if (!r->dirty || !refcount_inc_not_zero(&r->ref))
			continue;
		rcu_read_unlock();
		mutex_lock(&r->m);
		r->dirty = 0;
		mutex_unlock(&r->m);
		rds_put(r);
		rcu_read_lock();
		goto restart;
	}
	rcu_read_unlock();
}
