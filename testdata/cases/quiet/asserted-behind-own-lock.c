/* What a function asserts to be held behind its own lock says nothing about its callers. */
#include <linux/spinlock.h>
#include <linux/lockdep.h>
#include <linux/delay.h>

struct box {
	spinlock_t lock;
	int used;
};

void box_flush(struct box *b)
{
	spin_lock(&b->lock);
	lockdep_assert_held(&b->lock);
	b->used = 0;
	spin_unlock(&b->lock);
	msleep(1);
}
EXPORT_SYMBOL(box_flush);
