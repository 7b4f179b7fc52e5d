/* What a function fills in lies at an offset that a table says, of memory that was zero before. */
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

struct basic { u16 proto; u8 ip; };
struct keys { int control; struct basic basic; };
struct dissector { int offset[4]; };
struct table { spinlock_t lock; void *entry; struct dissector dissector; };

static inline void *target_of(struct dissector *d, int id, void *target)
{
	return (char *)target + d->offset[id];
}

static bool dissect(struct dissector *d, void *target, u16 proto)
{
	struct basic *b;

	b = target_of(d, 1, target);
	b->proto = proto;
	b->ip = proto >> 8;
	return true;
}

static inline bool keys_of(struct dissector *d, struct keys *k, u16 proto)
{
	memset(k, 0, sizeof(*k));
	return dissect(d, k, proto);
}

int table_add(struct table *t, u16 proto)
{
	struct keys keys;

	if (!keys_of(&t->dissector, &keys, proto) || keys.basic.proto != 8 || keys.basic.ip != 17)
		return -EINVAL;
	spin_lock_bh(&t->lock);
	t->entry = kmalloc(8, GFP_KERNEL);	/* want "alloc-in-atomic" */
	spin_unlock_bh(&t->lock);
	return 0;
}
