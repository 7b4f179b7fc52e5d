/* SPDX-License-Identifier: Apache-2.0 */
/* The mask lies in a request struct on the stack, filled with GFP_KERNEL under the lock. */
#include <linux/slab.h>
#include <linux/spinlock.h>

struct req {
	gfp_t gfp;
	size_t n;
	void *p;
};

static DEFINE_SPINLOCK(lock);

static int req_alloc(struct req *r)
{
	r->p = kmalloc(r->n, r->gfp);
	return r->p ? 0 : -ENOMEM;
}

void *send(size_t n)
{
	struct req r = { .n = n };
	int ret;

	spin_lock(&lock);
	r.gfp = GFP_KERNEL; /* want+1 "alloc-in-atomic" */
	ret = req_alloc(&r);
	spin_unlock(&lock);
	return ret ? NULL : r.p;
}
