/* SPDX-License-Identifier: Apache-2.0 */
/* start() opens the section, stop() ends it, and the core calls stop() after every start(). */
#include <linux/seq_file.h>
#include <linux/rcupdate.h>
#include <linux/list.h>

struct ent { struct list_head node; int id; };

static LIST_HEAD(ents);

static void *ent_start(struct seq_file *m, loff_t *pos)
	__acquires(RCU)
{
	struct ent *e;
	loff_t n = *pos;

	rcu_read_lock();
	list_for_each_entry_rcu(e, &ents, node)
		if (n-- == 0)
			return e;
	return NULL;
}

static void *ent_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct ent *e = v;

	++*pos;
	e = list_next_or_null_rcu(&ents, &e->node, struct ent, node);
	return e;
}

static void ent_stop(struct seq_file *m, void *v)
	__releases(RCU)
{
	rcu_read_unlock();
}

static int ent_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%d\n", ((struct ent *)v)->id);
	return 0;
}

const struct seq_operations ent_ops = {
	.start = ent_start, .next = ent_next, .stop = ent_stop, .show = ent_show,
};
