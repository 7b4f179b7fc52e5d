/* SPDX-License-Identifier: Apache-2.0 */
/* The timer puts what may be the last reference; the release function sleeps. */
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct sess { struct kref ref; struct mutex lock; struct timer_list timer; struct list_head node; };

static DEFINE_MUTEX(sess_lock);

static void sess_release(struct kref *ref)
{
	struct sess *s = container_of(ref, struct sess, ref);

	mutex_lock(&sess_lock); /* want "sleep-in-atomic" */
	list_del(&s->node);
	mutex_unlock(&sess_lock);
	kfree(s);
}

static void sess_timer(struct timer_list *t)
{
	struct sess *s = from_timer(s, t, timer);

	kref_put(&s->ref, sess_release);
}

void sess_arm(struct sess *s)
{
	timer_setup(&s->timer, sess_timer, 0);
	kref_get(&s->ref);
	if (mod_timer(&s->timer, jiffies + HZ))
		kref_put(&s->ref, sess_release);
}
