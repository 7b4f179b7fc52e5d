/* SPDX-License-Identifier: Apache-2.0 */
/* One error path keeps the rw semaphore. */
#include <linux/rwsem.h>
#include <linux/list.h>
#include <linux/slab.h>

struct item { struct list_head node; int id; };
struct store { struct rw_semaphore sem; struct list_head items; };

int store_copy(struct store *s, int id, int *out)
{
	struct item *i;
	int *tmp;

	down_read(&s->sem);
	list_for_each_entry(i, &s->items, node) {
		if (i->id != id)
			continue;
		tmp = kmalloc(sizeof(*tmp), GFP_KERNEL);
		if (!tmp)
			return -ENOMEM; /* want "unbalanced-context" */
		*tmp = i->id;
		*out = *tmp;
		kfree(tmp);
		up_read(&s->sem);
		return 0;
	}
	up_read(&s->sem);
	return -ENOENT;
}
