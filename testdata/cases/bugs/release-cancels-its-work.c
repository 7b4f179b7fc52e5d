/* SPDX-License-Identifier: Apache-2.0 */
/* The work puts what may be the last reference, and release() cancels the work. */
#include <linux/kref.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct sess { struct kref ref; struct work_struct work; int n; };

static void sess_release(struct kref *ref)
{
	struct sess *s = container_of(ref, struct sess, ref);

	cancel_work_sync(&s->work); /* want "wait-on-self" */
	kfree(s);
}

static void sess_put(struct sess *s)
{
	kref_put(&s->ref, sess_release);
}

static void sess_work(struct work_struct *w)
{
	struct sess *s = container_of(w, struct sess, work);

	s->n++;
	sess_put(s);
}

void sess_kick(struct sess *s)
{
	kref_get(&s->ref);
	if (!schedule_work(&s->work))
		sess_put(s);
}

struct sess *sess_new(void)
{
	struct sess *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return NULL;
	kref_init(&s->ref);
	INIT_WORK(&s->work, sess_work);
	return s;
}
