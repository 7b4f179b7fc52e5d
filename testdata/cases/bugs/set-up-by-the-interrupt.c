/* Nobody else sets it up: the first interrupt does. A flag of another kind, which the
   function does not set, says nothing of an earlier call; nor does an event that is noted
   before somebody waits. */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct ring {
	spinlock_t lock;
	void *buf;
	int fast;
	int gone;
};

static int ring_buffer(struct ring *r)
{
	if (r->buf)
		return 0;
	r->buf = kmalloc(64, GFP_KERNEL); /* want "alloc-in-atomic" */
	return r->buf ? 0 : -12;
}

static int ring_copy(struct ring *r)
{
	void *p;

	if (r->fast)
		return 0;
	p = kmalloc(32, GFP_KERNEL); /* want "alloc-in-atomic" */
	kfree(p);
	return 0;
}

static void ring_check(struct ring *r)
{
	if (r->gone)
		return;
	if (ring_read(r) == -1) {
		r->gone = 1;
		msleep(1); /* want "sleep-in-atomic" */
	}
}

static irqreturn_t ring_irq(int irq, void *data)
{
	struct ring *r = data;

	ring_buffer(r);
	ring_copy(r);
	ring_check(r);
	return IRQ_HANDLED;
}

int ring_probe(struct ring *r, int irq)
{
	int rc = ring_copy(r);

	ring_check(r);
	return rc ? rc : request_irq(irq, ring_irq, 0, "ring", r);
}
