/* What a helper read once is tested before the lock decides nothing, and again under it. */
#include <linux/compiler.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct config { int limit; };
struct port { spinlock_t lock; struct config *config; void *entry; int limit, kind; };

int port_ready(struct port *p);

static inline struct config *config_of(struct port *p)
{
	return READ_ONCE(p->config);
}

int port_add(struct port *p)
{
	struct config *c = config_of(p);
	int limit = p->limit;

	spin_lock_bh(&p->lock);
	if (c)
		limit = c->limit;
	if (!port_ready(p))
		goto out;
	if (p->kind == 3) {
		if (!c)
			goto out;
		p->entry = kmalloc(8, GFP_KERNEL);	/* want "alloc-in-atomic" */
	}
out:
	spin_unlock_bh(&p->lock);
	return limit;
}
