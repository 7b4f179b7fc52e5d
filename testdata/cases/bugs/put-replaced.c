/* What a member has held is put under the lock after something else was stored there: its own reference, and the last. */
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct child {
	refcount_t users;
	struct mutex lock;
};

struct parent {
	spinlock_t tree_lock;
	struct child *child;
};

static void child_free(struct child *c)
{
	mutex_lock(&c->lock); /* want "sleep-in-atomic" */
	mutex_unlock(&c->lock);
	kfree(c);
}

static void child_put(struct child *c)
{
	if (refcount_dec_and_test(&c->users))
		child_free(c);
}

void parent_change(struct parent *p, struct child *new)
{
	struct child *old;

	spin_lock(&p->tree_lock);
	old = p->child;
	p->child = new;
	child_put(old);
	spin_unlock(&p->tree_lock);
}
