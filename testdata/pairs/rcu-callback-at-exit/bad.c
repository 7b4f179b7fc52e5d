/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

struct rule {
	struct rcu_head rcu;
	unsigned int port;
};

static struct rule *current_rule;

static void rule_free(struct rcu_head *head)
{
	kfree(container_of(head, struct rule, rcu));
}

void rule_replace(struct rule *rule)
{
	struct rule *old = xchg(&current_rule, rule);

	if (old)
		call_rcu(&old->rcu, rule_free);
}
EXPORT_SYMBOL_GPL(rule_replace);

static int __init rules_init(void)
{
	return 0;
}

static void __exit rules_exit(void)
{
	synchronize_rcu();
	kfree(current_rule);
}	/* want "free-before-quiesce" */

module_init(rules_init);
module_exit(rules_exit);
