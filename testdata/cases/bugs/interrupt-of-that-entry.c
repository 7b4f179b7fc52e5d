/* What is waited for is the interrupt of the unit, whose thread takes the lock; that of the queue, of the same kind, does not. */
#include <linux/interrupt.h>
#include <linux/mutex.h>

struct irq_entry {
	int vector;
	int id;
};

struct queue {
	struct mutex lock;
	struct irq_entry ie;
	int state;
};

struct unit {
	struct irq_entry ie;
	struct queue *queue;
};

static struct irq_entry *entry_of(struct unit *u, int i)
{
	return i ? &u->queue->ie : &u->ie;
}

static irqreturn_t unit_thread(int irq, void *p)
{
	struct unit *u = p;

	mutex_lock(&u->queue->lock);
	u->queue->state = 0;
	mutex_unlock(&u->queue->lock);
	return IRQ_HANDLED;
}

static irqreturn_t queue_thread(int irq, void *p)
{
	struct queue *q = p;

	q->ie.id++;
	return IRQ_HANDLED;
}

int unit_setup(struct unit *u)
{
	struct irq_entry *ie = entry_of(u, 0);

	return request_threaded_irq(ie->vector, NULL, unit_thread, IRQF_ONESHOT, "unit", u);
}

int queue_setup(struct queue *q)
{
	struct irq_entry *ie = &q->ie;

	return request_threaded_irq(ie->vector, NULL, queue_thread, IRQF_ONESHOT, "queue", q);
}

void queue_release(struct unit *u, struct queue *q)
{
	struct irq_entry *ie = entry_of(u, 0);

	mutex_lock(&q->lock);
	disable_irq(ie->vector);	/* want "wait-on-self" */
	mutex_unlock(&q->lock);
}
