/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _LINUX_DMAENGINE_H
#define _LINUX_DMAENGINE_H

#include <linux/device.h>

enum dma_transfer_direction { DMA_MEM_TO_DEV, DMA_DEV_TO_MEM };
enum dma_status { DMA_COMPLETE, DMA_IN_PROGRESS };

struct dma_device;
struct dma_tx_state;

struct dma_chan {
	struct dma_device *device;
	dma_cookie_t cookie;
};

struct dma_async_tx_descriptor {
	dma_cookie_t cookie;
	struct dma_chan *chan;
	dma_cookie_t (*tx_submit)(struct dma_async_tx_descriptor *tx);
	void (*callback)(void *param);
	void *callback_param;
};

struct dma_device {
	struct device *dev;
	int (*device_alloc_chan_resources)(struct dma_chan *chan);
	void (*device_free_chan_resources)(struct dma_chan *chan);
	struct dma_async_tx_descriptor *(*device_prep_dma_cyclic)(
		struct dma_chan *chan, dma_addr_t buf, size_t len,
		size_t period, enum dma_transfer_direction dir,
		unsigned long flags);
	int (*device_terminate_all)(struct dma_chan *chan);
	void (*device_synchronize)(struct dma_chan *chan);
	enum dma_status (*device_tx_status)(struct dma_chan *chan,
					    dma_cookie_t cookie,
					    struct dma_tx_state *state);
	void (*device_issue_pending)(struct dma_chan *chan);
};

#endif
