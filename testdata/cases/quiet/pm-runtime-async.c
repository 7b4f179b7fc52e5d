/* SPDX-License-Identifier: Apache-2.0 */
/* Under the lock only the asynchronous forms: get_noresume, put, put_autosuspend, get_if_active. */
#include <linux/interrupt.h>
#include <linux/pm_runtime.h>
#include <linux/spinlock.h>

struct foo {
	struct device *dev;
	spinlock_t lock;
	int n;
};

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *f = data;

	if (!pm_runtime_get_if_active(f->dev))
		return IRQ_NONE;
	spin_lock(&f->lock);
	f->n++;
	pm_runtime_get_noresume(f->dev);
	pm_runtime_mark_last_busy(f->dev);
	pm_runtime_put_autosuspend(f->dev);
	spin_unlock(&f->lock);
	pm_runtime_put(f->dev);
	pm_request_resume(f->dev);
	return IRQ_HANDLED;
}

int foo_open(struct foo *f, int irq)
{
	int ret = pm_runtime_resume_and_get(f->dev);

	if (ret < 0)
		return ret;
	ret = request_irq(irq, foo_irq, 0, "foo", f);
	pm_runtime_put_sync(f->dev);
	return ret;
}
