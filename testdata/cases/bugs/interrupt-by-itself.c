/* SPDX-License-Identifier: Apache-2.0 */
/* The interrupt takes the lock of an event. */
#include <linux/interrupt.h>
#include <linux/spinlock.h>

struct event {
	void (*handle)(struct event *ev);
	spinlock_t lock;
	int n;
};

struct foo {
	struct event *pending;
	struct event late;
};

static void count_event(struct event *ev)
{
	spin_lock(&ev->lock);
	ev->n++;
	spin_unlock(&ev->lock);
}

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *f = data;

	count_event(f->pending);
	return IRQ_HANDLED;
}

int foo_request(struct foo *f, int irq)
{
	f->late.handle = count_event;
	return request_irq(irq, foo_irq, 0, "foo", f);
}

long foo_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct foo *f = file->private_data;

	spin_lock(&f->late.lock); /* want "irq-unsafe-lock" */
	f->late.n = arg;
	spin_unlock(&f->late.lock);
	return 0;
}

static const struct file_operations foo_fops = { .unlocked_ioctl = foo_ioctl };
