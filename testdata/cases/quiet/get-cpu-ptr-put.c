/* quiet: per-cpu section ends before the allocation; the slow path is entered by goto from outside */
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/smp.h>

struct gp { int free; void *slot[8]; };
static DEFINE_PER_CPU(struct gp, gp_cache);

void *gp_get(size_t size)
{
	struct gp *g = &get_cpu_var(gp_cache);
	void *p = NULL;
	int cpu;

	if (g->free)
		p = g->slot[--g->free];
	put_cpu_var(gp_cache);
	if (p)
		return p;
	cpu = get_cpu();
	pr_debug("miss on %d\n", cpu);
	put_cpu();
	return kzalloc(size, GFP_KERNEL);
}
