/* SPDX-License-Identifier: Apache-2.0 */
/* cond_resched_lock() drops the spinlock that it is given. */
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

struct ent {
	struct list_head node;
	u64 stamp;
};

struct cache {
	spinlock_t lock;
	struct list_head lru;
	rwlock_t tree_lock;
};

unsigned int cache_age(struct cache *c, u64 now)
{
	struct ent *e;
	unsigned int n = 0;

	spin_lock(&c->lock);
	list_for_each_entry(e, &c->lru, node) {
		if (e->stamp < now)
			n++;
		cond_resched_lock(&c->lock);
	}
	spin_unlock(&c->lock);

	write_lock(&c->tree_lock);
	while (n--)
		cond_resched_rwlock_write(&c->tree_lock);
	write_unlock(&c->tree_lock);
	return n;
}
