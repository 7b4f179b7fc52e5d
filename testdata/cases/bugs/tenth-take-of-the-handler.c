/* The handler takes the lock in ten places, and comes to the last one only. */
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct ring {
	spinlock_t lock;
	struct work_struct work;
	int tail, irq;
};

static irqreturn_t ring_irq(int irq, void *p)
{
	struct ring *r = p;
	int t = r->irq;

	if (t > 5 && t < 3) {
		spin_lock(&r->lock);
		r->tail += 1;
		spin_unlock(&r->lock);
	}
	if (t > 5 && t < 3) {
		spin_lock(&r->lock);
		r->tail += 2;
		spin_unlock(&r->lock);
	}
	if (t > 5 && t < 3) {
		spin_lock(&r->lock);
		r->tail += 3;
		spin_unlock(&r->lock);
	}
	if (t > 5 && t < 3) {
		spin_lock(&r->lock);
		r->tail += 4;
		spin_unlock(&r->lock);
	}
	if (t > 5 && t < 3) {
		spin_lock(&r->lock);
		r->tail += 5;
		spin_unlock(&r->lock);
	}
	if (t > 5 && t < 3) {
		spin_lock(&r->lock);
		r->tail += 6;
		spin_unlock(&r->lock);
	}
	if (t > 5 && t < 3) {
		spin_lock(&r->lock);
		r->tail += 7;
		spin_unlock(&r->lock);
	}
	if (t > 5 && t < 3) {
		spin_lock(&r->lock);
		r->tail += 8;
		spin_unlock(&r->lock);
	}
	if (t > 5 && t < 3) {
		spin_lock(&r->lock);
		r->tail += 9;
		spin_unlock(&r->lock);
	}
	spin_lock(&r->lock);
	r->tail++;
	spin_unlock(&r->lock);
	return IRQ_HANDLED;
}

static void ring_work(struct work_struct *w)
{
	struct ring *r = container_of(w, struct ring, work);

	spin_lock(&r->lock);	/* want "irq-unsafe-lock" */
	r->tail = 0;
	spin_unlock(&r->lock);
}

int ring_setup(struct ring *r)
{
	INIT_WORK(&r->work, ring_work);
	schedule_work(&r->work);
	return request_irq(r->irq, ring_irq, 0, "ring", r);
}
