/* quiet: the pool used under the lock was made with GFP_ATOMIC, the one used in process context with GFP_KERNEL */
#include <linux/spinlock.h>
#include <linux/slab.h>

struct gpool { gfp_t gfp; size_t size; };
struct gdev { spinlock_t lock; struct gpool fast; struct gpool slow; };

static void gpool_setup(struct gpool *p, size_t size, gfp_t gfp)
{
	p->size = size;
	p->gfp = gfp;
}

static void *gpool_get(struct gpool *p)
{
	return kzalloc(p->size, p->gfp | __GFP_NOWARN);
}

void gdev_init(struct gdev *g)
{
	spin_lock_init(&g->lock);
	gpool_setup(&g->fast, 64, GFP_ATOMIC);
	gpool_setup(&g->slow, 4096, GFP_KERNEL);
}

void *gdev_fast(struct gdev *g)
{
	void *p;

	spin_lock(&g->lock);
	p = gpool_get(&g->fast);
	spin_unlock(&g->lock);
	return p;
}

void *gdev_slow(struct gdev *g)
{
	return gpool_get(&g->slow);
}
