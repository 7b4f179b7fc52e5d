/* SPDX-License-Identifier: Apache-2.0 */
/* A bit spinlock is a lock, and krealloc() takes a mask. */
#include <linux/bit_spinlock.h>
#include <linux/slab.h>

#define VEC_LOCK 31

struct vec {
	unsigned long flags;
	u32 *v;
	size_t n;
};

int vec_push(struct vec *v, u32 x)
{
	u32 *new;

	bit_spin_lock(VEC_LOCK, &v->flags);
	new = krealloc_array(v->v, v->n + 1, sizeof(*new), GFP_KERNEL); /* want "alloc-in-atomic" */
	if (new) {
		v->v = new;
		v->v[v->n++] = x;
	}
	bit_spin_unlock(VEC_LOCK, &v->flags);
	return new ? 0 : -ENOMEM;
}
