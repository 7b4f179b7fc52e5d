/* SPDX-License-Identifier: Apache-2.0 */
/* A lookup hands out its lock with the object, or NULL without it; callers go by that. */
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/hashtable.h>
#include <linux/delay.h>

struct timer_obj {
	struct hlist_node node;
	spinlock_t it_lock;
	int id;
	int dead;
};

static DEFINE_HASHTABLE(objs, 4);

static struct timer_obj *obj_get_locked(int id, unsigned long *flags)
{
	struct timer_obj *o;

	rcu_read_lock();
	hash_for_each_possible_rcu(objs, o, node, id) {
		if (o->id != id)
			continue;
		spin_lock_irqsave(&o->it_lock, *flags);
		if (!o->dead) {
			rcu_read_unlock();
			return o;
		}
		spin_unlock_irqrestore(&o->it_lock, *flags);
	}
	rcu_read_unlock();
	return NULL;
}

int obj_kill(int id)
{
	unsigned long flags;
	struct timer_obj *o;

	o = obj_get_locked(id, &flags);
	if (!o) {
		msleep(1);
		return -EINVAL;
	}
	o->dead = 1;
	spin_unlock_irqrestore(&o->it_lock, flags);
	msleep(1);
	return 0;
}
