/* SPDX-License-Identifier: Apache-2.0 */
/* The callback of call_rcu() runs in a softirq; it waits for a work item. */
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct peer { struct rcu_head rcu; struct delayed_work gc; int n; };

static void peer_stop(struct peer *p)
{
	cancel_delayed_work_sync(&p->gc); /* want "sleep-in-atomic" */
}

static void peer_free_rcu(struct rcu_head *head)
{
	struct peer *p = container_of(head, struct peer, rcu);

	peer_stop(p);
	kfree(p);
}

void peer_del(struct peer *p)
{
	call_rcu(&p->rcu, peer_free_rcu);
}
