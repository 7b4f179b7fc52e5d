/* SPDX-License-Identifier: Apache-2.0 */
/* A reference taken under RCU carries the object out of the section; SRCU sections may sleep. */
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/srcu.h>

struct obj {
	struct kref ref;
	struct mutex m;
	int v;
};

static struct obj __rcu *current_obj;
DEFINE_STATIC_SRCU(obj_srcu);

static struct obj *obj_get(void)
{
	struct obj *o;

	rcu_read_lock();
	o = rcu_dereference(current_obj);
	if (o && !kref_get_unless_zero(&o->ref))
		o = NULL;
	rcu_read_unlock();
	return o;
}

int obj_set(int v)
{
	struct obj *o = obj_get();
	int idx;

	if (!o)
		return -ENODEV;
	mutex_lock(&o->m);
	o->v = v;
	mutex_unlock(&o->m);

	idx = srcu_read_lock(&obj_srcu);
	o = srcu_dereference(current_obj, &obj_srcu);
	if (o) {
		mutex_lock(&o->m);
		o->v++;
		mutex_unlock(&o->m);
	}
	srcu_read_unlock(&obj_srcu, idx);
	return 0;
}
