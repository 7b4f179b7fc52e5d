/* quiet: the helper waits only if the mask allows blocking, and the locked caller passes GFP_NOWAIT */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/delay.h>

struct gab { spinlock_t lock; wait_queue_head_t wq; int avail; };

static void *gab_get(struct gab *g, gfp_t gfp)
{
	void *p;

	for (;;) {
		p = kmalloc(32, gfp & ~__GFP_DIRECT_RECLAIM);
		if (p)
			return p;
		if (!gfpflags_allow_blocking(gfp))
			return NULL;
		wait_event(g->wq, READ_ONCE(g->avail));
	}
}

void *gab_locked(struct gab *g)
{
	void *p;

	spin_lock(&g->lock);
	p = gab_get(g, GFP_NOWAIT | __GFP_NOWARN);
	spin_unlock(&g->lock);
	return p ?: gab_get(g, GFP_KERNEL);
}
