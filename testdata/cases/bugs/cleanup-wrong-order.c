/* SPDX-License-Identifier: Apache-2.0 */
/* The memory is declared after the guard, so vfree() runs before the unlock. */
#include <linux/cleanup.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <linux/spinlock.h>

DEFINE_FREE(vfree_u32, u32 *, if (_T) vfree(_T)) /* want "sleep-in-atomic" */

struct table {
	spinlock_t lock;
	u32 *cur;
};

int table_drop(struct table *t, bool really)
{
	if (!really)
		return -EINVAL;

	guard(spinlock)(&t->lock);
	u32 *old = t->cur;

	t->cur = NULL;
	if (!old)
		return 0;
	vfree(old); /* want "sleep-in-atomic" */
	return 0;
}

int table_clear(struct table *t)
{
	scoped_guard(spinlock, &t->lock) {
		u32 *old __free(vfree_u32) = t->cur;

		t->cur = NULL;
	}
	return 0;
}
