/* The interrupt does nothing in the higher modes, and its helper takes the lock only in one of those. */
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct ring {
	spinlock_t spare_lock;
	int mode;
	int spares;
	int irq;
	struct work_struct work;
};

static void ring_recover(struct ring *r)
{
	if (r->mode == 5) {
		spin_lock(&r->spare_lock);
		r->spares++;
		spin_unlock(&r->spare_lock);
	}
}

static irqreturn_t ring_irq(int irq, void *p)
{
	struct ring *r = p;

	if (r->mode > 2)
		return IRQ_NONE;
	ring_recover(r);
	return IRQ_HANDLED;
}

static void ring_work(struct work_struct *w)
{
	struct ring *r = container_of(w, struct ring, work);

	spin_lock(&r->spare_lock);
	r->spares = 0;
	spin_unlock(&r->spare_lock);
}

int ring_setup(struct ring *r)
{
	INIT_WORK(&r->work, ring_work);
	schedule_work(&r->work);
	return request_irq(r->irq, ring_irq, 0, "ring", r);
}
