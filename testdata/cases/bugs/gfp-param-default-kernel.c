/* bug: flags == 0 means GFP_KERNEL in the inner helper, the tasklet passes 0 */
#include <linux/interrupt.h>
#include <linux/slab.h>

struct gpd { struct tasklet_struct tl; void *p; };

static void *gpd_alloc(size_t n, unsigned int flags)
{
	gfp_t gfp = GFP_KERNEL;

	if (flags & 1)
		gfp = GFP_ATOMIC;
	if (flags & 2)
		gfp |= __GFP_ZERO;
	return kmalloc(n, gfp);	/* want "alloc-in-atomic" */
}

static void gpd_tl(struct tasklet_struct *t)
{
	struct gpd *g = from_tasklet(g, t, tl);

	g->p = gpd_alloc(64, 2);
}

void gpd_init(struct gpd *g)
{
	tasklet_setup(&g->tl, gpd_tl);
}
