/* SPDX-License-Identifier: Apache-2.0 */
/* The handler disables its own line without waiting; the work enables it again and flushes another work. */
#include <linux/interrupt.h>
#include <linux/workqueue.h>
#include <linux/delay.h>

struct dev_state {
	int irq;
	struct work_struct bh;
	struct delayed_work other;
};

static irqreturn_t dev_irq(int irq, void *data)
{
	struct dev_state *d = data;

	disable_irq_nosync(irq);
	schedule_work(&d->bh);
	return IRQ_HANDLED;
}

static void dev_other(struct work_struct *w)
{
	msleep(1);
}

static void dev_bh(struct work_struct *w)
{
	struct dev_state *d = container_of(w, struct dev_state, bh);

	cancel_delayed_work_sync(&d->other);
	msleep(1);
	enable_irq(d->irq);
}

int dev_start(struct dev_state *d)
{
	INIT_WORK(&d->bh, dev_bh);
	INIT_DELAYED_WORK(&d->other, dev_other);
	schedule_delayed_work(&d->other, HZ);
	return request_irq(d->irq, dev_irq, 0, "dev", d);
}
