/* bug: the pool's mask is GFP_KERNEL from init, and the timer takes from it */
#include <linux/timer.h>
#include <linux/slab.h>

struct gmk_pool { gfp_t gfp; size_t size; };
struct gmk { struct timer_list t; struct gmk_pool pool; void *last; };

static void *gmk_get(struct gmk_pool *p)
{
	return kzalloc(p->size, p->gfp);	/* want "alloc-in-atomic" */
}

static void gmk_timer(struct timer_list *t)
{
	struct gmk *g = from_timer(g, t, t);

	kfree(g->last);
	g->last = gmk_get(&g->pool);
}

void gmk_init(struct gmk *g)
{
	g->pool.gfp = GFP_KERNEL;
	g->pool.size = 128;
	timer_setup(&g->t, gmk_timer, 0);
	mod_timer(&g->t, jiffies + 1);
}
