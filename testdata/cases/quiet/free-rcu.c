/* SPDX-License-Identifier: Apache-2.0 */
/* The object that RCU readers and a call_rcu callback use is freed by kfree_rcu; the callback only frees. */
#include <linux/list.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct rule {
	struct list_head node;
	struct rcu_head rcu;
	u32 key;
};

static LIST_HEAD(rules);
static DEFINE_SPINLOCK(rules_lock);

static void rule_free(struct rcu_head *head)
{
	kfree(container_of(head, struct rule, rcu));
}

void rule_del(u32 key)
{
	struct rule *r;

	spin_lock_bh(&rules_lock);
	list_for_each_entry(r, &rules, node) {
		if (r->key != key)
			continue;
		list_del_rcu(&r->node);
		if (key & 1)
			call_rcu(&r->rcu, rule_free);
		else
			kfree_rcu(r, rcu);
		break;
	}
	spin_unlock_bh(&rules_lock);
	synchronize_rcu();
}
