/* SPDX-License-Identifier: Apache-2.0 */
/* __xa_store() and __xa_alloc() drop the xa_lock to allocate. */
#include <linux/idr.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>

struct ctx {
	struct xarray objs;
	struct idr ids;
	spinlock_t id_lock;
	u32 count;
};

int ctx_add(struct ctx *c, void *obj)
{
	u32 id;
	int ret;

	xa_lock(&c->objs);
	ret = __xa_alloc(&c->objs, &id, obj, xa_limit_32b, GFP_KERNEL);
	if (!ret)
		c->count++;
	xa_unlock(&c->objs);
	return ret;
}

int ctx_replace(struct ctx *c, u32 id, void *obj)
{
	int ret;

	xa_lock_irq(&c->objs);
	ret = xa_err(__xa_store(&c->objs, id, obj, GFP_KERNEL));
	xa_unlock_irq(&c->objs);
	return ret;
}

int ctx_new_id(struct ctx *c, void *obj)
{
	int id;

	idr_preload(GFP_KERNEL);
	spin_lock(&c->id_lock);
	id = idr_alloc(&c->ids, obj, 1, 0, GFP_NOWAIT);
	spin_unlock(&c->id_lock);
	idr_preload_end();
	return id;
}
