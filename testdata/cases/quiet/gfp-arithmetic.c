/* SPDX-License-Identifier: Apache-2.0 */
/* Masks built by arithmetic: direct reclaim is taken away, or never there. */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#define POOL_GFP ((GFP_KERNEL & ~__GFP_DIRECT_RECLAIM) | __GFP_NOWARN)

struct pool {
	spinlock_t lock;
	struct kmem_cache *cache;
	void *spare;
};

static void *pool_get(struct pool *p, gfp_t gfp)
{
	void *o = kmem_cache_alloc(p->cache, gfp | __GFP_ZERO);

	if (!o && gfpflags_allow_blocking(gfp))
		cond_resched();
	return o;
}

void *pool_refill(struct pool *p)
{
	gfp_t gfp = GFP_KERNEL;

	spin_lock(&p->lock);
	gfp &= ~__GFP_DIRECT_RECLAIM;
	p->spare = kmem_cache_alloc(p->cache, gfp);
	if (!p->spare)
		p->spare = pool_get(p, POOL_GFP);
	if (!p->spare)
		p->spare = pool_get(p, GFP_NOWAIT | __GFP_NORETRY);
	spin_unlock(&p->lock);
	return p->spare ?: pool_get(p, GFP_KERNEL);
}
