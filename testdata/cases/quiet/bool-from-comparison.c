/* quiet: can_sleep is computed from the caller's enum, two levels up */
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/slab.h>

enum bfc_origin { FROM_IOCTL, FROM_IRQ, FROM_TIMER };
struct bfc { spinlock_t lock; struct mutex m; int n; };

static int bfc_apply(struct bfc *b, bool can_sleep)
{
	void *p = kmalloc(16, can_sleep ? GFP_KERNEL : GFP_ATOMIC);

	if (!p)
		return -ENOMEM;
	if (can_sleep) {
		mutex_lock(&b->m);
		b->n++;
		mutex_unlock(&b->m);
	}
	kfree(p);
	return 0;
}

static int bfc_event(struct bfc *b, enum bfc_origin from)
{
	bool can_sleep = from == FROM_IOCTL;

	return bfc_apply(b, can_sleep);
}

void bfc_from_irq(struct bfc *b)
{
	unsigned long flags;

	spin_lock_irqsave(&b->lock, flags);
	bfc_event(b, FROM_IRQ);
	bfc_event(b, FROM_TIMER);
	spin_unlock_irqrestore(&b->lock, flags);
}

int bfc_ioctl(struct bfc *b)
{
	return bfc_event(b, FROM_IOCTL);
}
