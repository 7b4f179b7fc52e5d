/* SPDX-License-Identifier: Apache-2.0 */
/* Cleanups run in reverse order: the guard, declared last, ends before the free that may sleep. */
#include <linux/cleanup.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/spinlock.h>

struct table {
	spinlock_t lock;
	u32 *cur;
	size_t n;
};

int table_swap(struct table *t, size_t n)
{
	u32 *new __free(kvfree) = kvcalloc(n, sizeof(*new), GFP_KERNEL);

	if (!new)
		return -ENOMEM;

	guard(spinlock)(&t->lock);
	if (n < t->n)
		return -EINVAL;
	swap(t->cur, new);
	t->n = n;
	return 0;
}
