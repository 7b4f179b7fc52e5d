/* The handler hands its completion to a helper of the header's kind, and that takes the lock of the work. */
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct host {
	struct work_struct scan;
	spinlock_t lock;
	int done, seen;
};

static inline int each_done(struct host *h, int (*serve)(struct host *h, int n))
{
	int n = 0;

	while (n < h->done) {
		if ((*serve)(h, n))
			break;
		n++;
	}
	return n;
}

static int serve_one(struct host *h, int n);

static irqreturn_t host_irq(int irq, void *data)
{
	each_done(data, serve_one);
	return IRQ_HANDLED;
}

static void host_scan(struct work_struct *work)
{
	struct host *h = container_of(work, struct host, scan);

	spin_lock(&h->lock); /* want "irq-unsafe-lock" */
	h->seen = 0;
	spin_unlock(&h->lock);
}

int host_probe(struct host *h, int irq)
{
	spin_lock_init(&h->lock);
	INIT_WORK(&h->scan, host_scan);
	return request_irq(irq, host_irq, 0, "host", h);
}

static int serve_one(struct host *h, int n)
{
	unsigned long flags;

	spin_lock_irqsave(&h->lock, flags);
	h->seen++;
	spin_unlock_irqrestore(&h->lock, flags);
	return 0;
}
