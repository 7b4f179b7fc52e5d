/* SPDX-License-Identifier: Apache-2.0 */
/* The module waits for what RCU calls by itself: it says when it has run. */
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/rcupdate.h>

struct probe {
	struct rcu_head rcu;
	struct completion done;
	int n;
};

static struct probe probe;

static void probe_rcu(struct rcu_head *rcu)
{
	struct probe *p = container_of(rcu, struct probe, rcu);

	p->n++;
	complete(&p->done);
}

static int __init probe_init(void)
{
	init_completion(&probe.done);
	call_rcu(&probe.rcu, probe_rcu);
	wait_for_completion(&probe.done);
	return 0;
}

static void __exit probe_exit(void)
{
	pr_info("%d\n", probe.n);
}

module_init(probe_init);
module_exit(probe_exit);
