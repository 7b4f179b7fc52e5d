/* The buffer is there when the interrupt comes: probe has called the same function before,
   and it allocates once. A flag in a word says the same. */
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define RING_READY 2

struct ring {
	spinlock_t lock;
	void *buf;
	void *desc;
	unsigned int flags;
};

static int ring_buffer(struct ring *r)
{
	if (r->buf && r->desc)
		return 0;
	r->buf = kmalloc(64, GFP_KERNEL);
	r->desc = kmalloc(64, GFP_KERNEL);
	return r->buf && r->desc ? 0 : -12;
}

static int ring_table(struct ring *r)
{
	void *p;

	if (r->flags & RING_READY)
		return 0;
	p = kmalloc(32, GFP_KERNEL);
	if (!p)
		return -12;
	r->flags |= RING_READY;
	return 0;
}

static irqreturn_t ring_irq(int irq, void *data)
{
	struct ring *r = data;

	spin_lock(&r->lock);
	ring_buffer(r);
	ring_table(r);
	spin_unlock(&r->lock);
	return IRQ_HANDLED;
}

int ring_probe(struct ring *r, int irq)
{
	int rc = ring_buffer(r);

	if (rc)
		return rc;
	rc = ring_table(r);
	if (rc)
		return rc;
	return request_irq(irq, ring_irq, 0, "ring", r);
}
