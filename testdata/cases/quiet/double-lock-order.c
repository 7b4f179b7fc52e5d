/* quiet: two locks by address order, dropped in any order, and the sleep after */
#include <linux/spinlock.h>
#include <linux/minmax.h>
#include <linux/delay.h>

struct dlo { spinlock_t lock; int v; };

static void dlo_lock2(struct dlo *a, struct dlo *b)
{
	if (a > b)
		swap(a, b);
	spin_lock(&a->lock);
	if (a != b)
		spin_lock_nested(&b->lock, SINGLE_DEPTH_NESTING);
}

static void dlo_unlock2(struct dlo *a, struct dlo *b)
{
	spin_unlock(&a->lock);
	if (a != b)
		spin_unlock(&b->lock);
}

int dlo_move(struct dlo *from, struct dlo *to, int n)
{
	dlo_lock2(from, to);
	from->v -= n;
	to->v += n;
	dlo_unlock2(from, to);
	msleep(1);
	return to->v;
}
