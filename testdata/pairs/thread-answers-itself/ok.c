/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>
#include <linux/interrupt.h>

struct dsp {
	void *base;
	struct completion done;
	struct completion late;
	u32 status;
};

static irqreturn_t dsp_irq(int irq, void *data)
{
	struct dsp *dsp = data;

	dsp->status = readl(dsp->base);
	if (dsp->status & 1)
		complete(&dsp->done);
	return IRQ_WAKE_THREAD;
}

static int dsp_send(struct dsp *dsp, u32 message)
{
	writel(message, dsp->base + 4);
	if (!wait_for_completion_timeout(&dsp->done, 100))
		return -ETIMEDOUT;
	if (!(dsp->status & 4))
		return 0;
	if (!wait_for_completion_timeout(&dsp->late, 100))
		return -ETIMEDOUT;
	return 0;
}

static irqreturn_t dsp_irq_thread(int irq, void *data)
{
	struct dsp *dsp = data;

	if (dsp->status & 2)
		dsp_send(dsp, 3);
	else
		complete(&dsp->late);
	return IRQ_HANDLED;
}

int dsp_init(struct dsp *dsp, int irq)
{
	init_completion(&dsp->done);
	init_completion(&dsp->late);
	return request_threaded_irq(irq, dsp_irq, dsp_irq_thread, 0, "dsp", dsp);
}
