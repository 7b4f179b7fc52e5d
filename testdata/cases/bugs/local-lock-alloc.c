/* bug: local_lock() disables preemption (not RT), the refill may block */
#include <linux/local_lock.h>
#include <linux/percpu.h>
#include <linux/slab.h>

struct lla { local_lock_t lock; void *spare; };
static DEFINE_PER_CPU(struct lla, lla_pcp) = { .lock = INIT_LOCAL_LOCK(lock) };

void *lla_take(void)
{
	struct lla *l;
	void *p;

	local_lock(&lla_pcp.lock);
	l = this_cpu_ptr(&lla_pcp);
	p = l->spare;
	l->spare = kmalloc(256, GFP_KERNEL);	/* want "alloc-in-atomic" */
	local_unlock(&lla_pcp.lock);
	return p;
}
