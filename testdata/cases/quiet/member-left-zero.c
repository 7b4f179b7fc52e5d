/* A member that a designated initialiser leaves out is zero: the allocation is not reached. */
#include <linux/slab.h>
#include <linux/spinlock.h>

struct route_config {
	int length;
	int flags;
	void *metrics;
};

static void *metrics_init(void *metrics, int length)
{
	if (!metrics)
		return 0;
	return kzalloc(length, GFP_KERNEL);
}

static void *route_create(struct route_config *cfg)
{
	if (cfg->flags & 2)
		return 0;
	return metrics_init(cfg->metrics, cfg->length);
}

static void *route_local(int length, int anycast)
{
	struct route_config cfg = { .length = length, .flags = 4 };

	if (anycast)
		cfg.flags |= 1;
	return route_create(&cfg);
}

void route_add(spinlock_t *lock)
{
	spin_lock(lock);
	route_local(3, 0);
	spin_unlock(lock);
}
