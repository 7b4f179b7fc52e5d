/* SPDX-License-Identifier: Apache-2.0 */
/* disable_irq() waits for the handler that calls it; so does cancel_work_sync() in its own work. */
#include <linux/interrupt.h>
#include <linux/workqueue.h>

struct foo {
	int irq;
	struct work_struct reset;
	int bad;
};

static void foo_mask(struct foo *f)
{
	disable_irq(f->irq); /* want "wait-on-self|sleep-in-atomic" */
}

static irqreturn_t foo_thread(int irq, void *data)
{
	struct foo *f = data;

	if (f->bad++ > 3)
		foo_mask(f);
	else
		schedule_work(&f->reset);
	return IRQ_HANDLED;
}

static void foo_halt(struct foo *f)
{
	cancel_work_sync(&f->reset); /* want "wait-on-self" */
	f->bad = 0;
}

static void foo_reset(struct work_struct *w)
{
	foo_halt(container_of(w, struct foo, reset));
}

int foo_start(struct foo *f)
{
	INIT_WORK(&f->reset, foo_reset);
	return request_threaded_irq(f->irq, NULL, foo_thread, IRQF_ONESHOT, "foo", f);
}
