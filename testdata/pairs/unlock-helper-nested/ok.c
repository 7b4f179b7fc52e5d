/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>

struct fifo {
	void *base;
	spinlock_t lock;
};

struct bridge {
	spinlock_t lock;
	struct fifo fifo;
};

/* called with fifo->lock held; drops it while waiting */
static void fifo_wait(struct fifo *fifo)
{
	while (readl(fifo->base) & 1) {
		spin_unlock(&fifo->lock);
		msleep(1);
		spin_lock(&fifo->lock);
	}
}

static void fifo_push(struct fifo *fifo, u32 val)
{
	spin_lock(&fifo->lock);
	fifo_wait(fifo);
	writel(val, fifo->base + 4);
	spin_unlock(&fifo->lock);
}

void bridge_send(struct bridge *bridge, u32 val)
{
	fifo_push(&bridge->fifo, val);
	spin_lock(&bridge->lock);
	writel(val, bridge->fifo.base + 8);
	spin_unlock(&bridge->lock);
}
