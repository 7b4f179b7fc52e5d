/* quiet: a soft hrtimer runs in softirq, the process side takes the lock with bh off */
#include <linux/hrtimer.h>
#include <linux/spinlock.h>

struct hs { struct hrtimer t; spinlock_t lock; u64 ticks; };

static enum hrtimer_restart hs_fire(struct hrtimer *t)
{
	struct hs *h = container_of(t, struct hs, t);

	spin_lock(&h->lock);
	h->ticks++;
	spin_unlock(&h->lock);
	hrtimer_forward_now(t, ms_to_ktime(10));
	return HRTIMER_RESTART;
}

u64 hs_ticks(struct hs *h)
{
	u64 v;

	spin_lock_bh(&h->lock);
	v = h->ticks;
	spin_unlock_bh(&h->lock);
	return v;
}

void hs_start(struct hs *h)
{
	spin_lock_init(&h->lock);
	hrtimer_init(&h->t, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	h->t.function = hs_fire;
	hrtimer_start(&h->t, ms_to_ktime(10), HRTIMER_MODE_REL_SOFT);
}
