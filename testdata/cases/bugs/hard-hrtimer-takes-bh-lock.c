/* bug: the hrtimer is a hard one (no _SOFT), the process side only disables bh */
#include <linux/hrtimer.h>
#include <linux/spinlock.h>

struct hht { struct hrtimer t; spinlock_t lock; u64 n; };

static enum hrtimer_restart hht_fire(struct hrtimer *t)
{
	struct hht *h = container_of(t, struct hht, t);

	spin_lock(&h->lock);
	h->n++;
	spin_unlock(&h->lock);
	return HRTIMER_NORESTART;
}

u64 hht_read(struct hht *h)
{
	u64 v;

	spin_lock_bh(&h->lock);	/* want "irq-unsafe-lock" */
	v = h->n;
	spin_unlock_bh(&h->lock);
	return v;
}

void hht_start(struct hht *h)
{
	spin_lock_init(&h->lock);
	hrtimer_init(&h->t, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	h->t.function = hht_fire;
	hrtimer_start(&h->t, ms_to_ktime(1), HRTIMER_MODE_REL);
}
