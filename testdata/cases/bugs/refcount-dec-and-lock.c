/* SPDX-License-Identifier: Apache-2.0 */
/* refcount_dec_and_lock() returns true with the lock held. */
#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(all_lock);

struct sess {
	refcount_t ref;
	struct list_head node;
	struct work_struct work;
};

void sess_put(struct sess *s)
{
	if (!refcount_dec_and_lock(&s->ref, &all_lock))
		return;
	list_del(&s->node);
	cancel_work_sync(&s->work); /* want "sleep-in-atomic" */
	spin_unlock(&all_lock);
	kfree(s);
}
