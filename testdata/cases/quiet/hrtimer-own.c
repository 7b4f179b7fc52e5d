/* SPDX-License-Identifier: Apache-2.0 */
/* A timer that ends itself by its return value, and tries to cancel without waiting. */
#include <linux/hrtimer.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct pulse {
	struct hrtimer timer;
	spinlock_t lock;
	int left;
};

static void pulse_stop(struct pulse *p)
{
	hrtimer_try_to_cancel(&p->timer);
}

static enum hrtimer_restart pulse_fn(struct hrtimer *t)
{
	struct pulse *p = container_of(t, struct pulse, timer);
	enum hrtimer_restart ret = HRTIMER_RESTART;

	spin_lock(&p->lock);
	if (!--p->left)
		ret = HRTIMER_NORESTART;
	else if (p->left < 0)
		pulse_stop(p);
	hrtimer_forward_now(t, ms_to_ktime(1));
	spin_unlock(&p->lock);
	return ret;
}

struct pulse *pulse_new(int n)
{
	struct pulse *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return NULL;
	p->left = n;
	spin_lock_init(&p->lock);
	hrtimer_setup(&p->timer, pulse_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&p->timer, ms_to_ktime(1), HRTIMER_MODE_REL);
	return p;
}

void pulse_free(struct pulse *p)
{
	unsigned long flags;

	spin_lock_irqsave(&p->lock, flags);
	p->left = 1;
	spin_unlock_irqrestore(&p->lock, flags);
	hrtimer_cancel(&p->timer);
	kfree(p);
}
