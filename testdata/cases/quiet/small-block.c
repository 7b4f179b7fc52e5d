/* The block is small: the branch for large ones, which sleeps, is not taken. */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

struct node {
	struct list_head list;
};

static void block_free(void *p)
{
	if (is_vmalloc_addr(p))
		vfree(p);
	else
		kfree(p);
}

static void node_drop(spinlock_t *lock, struct node *n)
{
	spin_lock(lock);
	list_del(&n->list);
	block_free(n);
	spin_unlock(lock);
}
