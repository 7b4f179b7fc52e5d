/* A queue holds a reference to its volume: a request that ends drops one that is not the last. */
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct volume {
	refcount_t ref;
	struct mutex list;
};

struct request {
	spinlock_t lock;
	struct volume *volume;
	int done;
};

static void volume_free(struct volume *v)
{
	mutex_lock(&v->list);
	mutex_unlock(&v->list);
	kfree(v);
}

static void volume_put(struct volume *v)
{
	if (refcount_dec_and_test(&v->ref))
		volume_free(v);
}

void request_done(struct request *r)
{
	spin_lock(&r->lock);
	r->done = 1;
	volume_put(r->volume);
	spin_unlock(&r->lock);
}
