/* quiet: the lock is one of an array; taken by helper expression and dropped through the pointer */
#include <linux/spinlock.h>
#include <linux/hash.h>
#include <linux/slab.h>
#include <linux/list.h>

#define HL_BITS 4
struct hl_ent { struct hlist_node node; u32 key; };
static struct { spinlock_t lock; struct hlist_head head; } hl_tab[1 << HL_BITS];

static inline spinlock_t *hl_lock(u32 key)
{
	return &hl_tab[hash_32(key, HL_BITS)].lock;
}

int hl_add(u32 key)
{
	spinlock_t *lock = hl_lock(key);
	struct hl_ent *e, *n;

	n = kzalloc(sizeof(*n), GFP_KERNEL);
	if (!n)
		return -ENOMEM;
	n->key = key;
	spin_lock(lock);
	hlist_for_each_entry(e, &hl_tab[hash_32(key, HL_BITS)].head, node) {
		if (e->key == key) {
			spin_unlock(lock);
			kfree(n);
			cond_resched();
			return -EEXIST;
		}
	}
	hlist_add_head(&n->node, &hl_tab[hash_32(key, HL_BITS)].head);
	spin_unlock(hl_lock(key));
	might_sleep();
	return 0;
}
