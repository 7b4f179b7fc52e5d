/* The interrupt hands a queue of those that wait to be sent to a helper that takes its lock. */
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct queue {
	spinlock_t lock;
	int len;
};

struct radio {
	struct queue pending[4];
	struct queue status[4];
	int irq;
	struct work_struct work;
};

static void queue_drop(struct queue *q)
{
	spin_lock(&q->lock);
	q->len--;
	spin_unlock(&q->lock);
}

static void radio_sent(struct radio *r, int n)
{
	queue_drop(&r->pending[n]);
}

static irqreturn_t radio_irq(int irq, void *p)
{
	radio_sent(p, irq & 3);
	return IRQ_HANDLED;
}

static void radio_work(struct work_struct *w)
{
	struct radio *r = container_of(w, struct radio, work);

	spin_lock(&r->pending[1].lock);	/* want "irq-unsafe-lock" */
	r->pending[1].len = 0;
	spin_unlock(&r->pending[1].lock);
}

int radio_setup(struct radio *r)
{
	INIT_WORK(&r->work, radio_work);
	schedule_work(&r->work);
	return request_irq(r->irq, radio_irq, 0, "radio", r);
}
