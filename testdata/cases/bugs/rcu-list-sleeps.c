/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the RCU list walk: a mutex, synchronize_rcu() and a GFP_KERNEL message. */
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/slab.h>

struct dev_ent {
	struct list_head node;
	struct mutex m;
	int id;
	char *name;
};

static LIST_HEAD(devs);

int devs_rename(int id)
{
	struct dev_ent *e;

	rcu_read_lock();
	list_for_each_entry_rcu(e, &devs, node) {
		if (e->id != id)
			continue;
		e->name = kasprintf(GFP_KERNEL, "dev%d", id); /* want "alloc-in-atomic" */
		mutex_lock(&e->m); /* want "sleep-in-atomic" */
		e->id++;
		mutex_unlock(&e->m);
		rcu_read_unlock();
		return 0;
	}
	synchronize_rcu(); /* want "sleep-in-atomic" */
	rcu_read_unlock();
	return -ENOENT;
}
