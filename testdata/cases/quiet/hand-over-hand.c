/* quiet: hand over hand: the first lock is dropped with plain unlock, the last with irqrestore, then it sleeps */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct hoh { spinlock_t lock; struct hoh *next; int v; };

int hoh_walk(struct hoh *h, int n)
{
	unsigned long flags;
	int v;

	spin_lock_irqsave(&h->lock, flags);
	while (n-- && h->next) {
		struct hoh *next = h->next;

		spin_lock_nested(&next->lock, SINGLE_DEPTH_NESTING);
		spin_unlock(&h->lock);
		h = next;
	}
	v = h->v;
	spin_unlock_irqrestore(&h->lock, flags);
	msleep(1);
	return v;
}
