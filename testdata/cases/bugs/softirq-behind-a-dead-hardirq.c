/* The hard interrupt never comes to the lock, the tasklet does. */
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct ring {
	spinlock_t lock;
	struct tasklet_struct task;
	struct work_struct work;
	int head, tail, irq;
};

static void ring_complete(struct tasklet_struct *t)
{
	struct ring *r = from_tasklet(r, t, task);

	spin_lock(&r->lock);
	r->tail++;
	spin_unlock(&r->lock);
}

static irqreturn_t ring_irq(int irq, void *p)
{
	struct ring *r = p;

	if (r->head > 5 && r->head < 3) {
		spin_lock(&r->lock);
		r->tail++;
		spin_unlock(&r->lock);
	}
	tasklet_schedule(&r->task);
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
	tasklet_setup(&r->task, ring_complete);
	INIT_WORK(&r->work, ring_work);
	schedule_work(&r->work);
	return request_irq(r->irq, ring_irq, 0, "ring", r);
}
