/* bug: an allocation that may block in an rcu read section, behind a list walk */
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/rcupdate.h>

struct rrs_ent { struct list_head node; int id; };
static LIST_HEAD(rrs_list);

int *rrs_snapshot(int *n)
{
	struct rrs_ent *e;
	int *ids = NULL, i = 0;

	rcu_read_lock();
	list_for_each_entry_rcu(e, &rrs_list, node) {
		int *bigger = krealloc(ids, (i + 1) * sizeof(*ids), GFP_KERNEL);	/* want "alloc-in-atomic" */

		if (!bigger)
			break;
		ids = bigger;
		ids[i++] = e->id;
	}
	rcu_read_unlock();
	*n = i;
	return ids;
}
