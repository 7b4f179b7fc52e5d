/* bug: the __free() cleanup runs before the guard's unlock, and vfree() may sleep */
#include <linux/cleanup.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <linux/errno.h>

DEFINE_FREE(cf_table, void *, vfree(_T)) /* want "sleep-in-atomic" */

struct cfu { spinlock_t lock; void *table; };

int cfu_swap(struct cfu *c, void *fresh)
{
	guard(spinlock)(&c->lock);
	void *t __free(cf_table) = fresh;

	if (c->table)
		return -EEXIST;
	c->table = no_free_ptr(t);
	return 0;
}
