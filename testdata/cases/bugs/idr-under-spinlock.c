/* SPDX-License-Identifier: Apache-2.0 */
/* idr_alloc() and xa_store() with GFP_KERNEL inside a lock and inside the preload. */
#include <linux/idr.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>

struct ctx {
	spinlock_t lock;
	struct idr ids;
	struct xarray xa;
};

int ctx_new_id(struct ctx *c, void *p)
{
	int id;

	spin_lock(&c->lock);
	id = idr_alloc(&c->ids, p, 0, 0, GFP_KERNEL); /* want "alloc-in-atomic" */
	spin_unlock(&c->lock);
	return id;
}

int ctx_store(struct ctx *c, unsigned long i, void *p)
{
	int ret;

	spin_lock(&c->lock);
	ret = xa_err(xa_store(&c->xa, i, p, GFP_KERNEL)); /* want "alloc-in-atomic" */
	spin_unlock(&c->lock);
	return ret;
}
