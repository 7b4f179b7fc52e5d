/* SPDX-License-Identifier: Apache-2.0 */
/* The helper that stops the channel waits for the callback that calls it. */
#include <linux/dmaengine.h>
#include <linux/scatterlist.h>

struct uart { struct dma_chan *chan; struct scatterlist sg; int err; };

static void uart_rx_stop(struct uart *u)
{
	if (u->chan)
		dmaengine_terminate_sync(u->chan); /* want "wait-on-self|sync-in-atomic" */
}

static void uart_rx_done(void *arg)
{
	struct uart *u = arg;

	if (u->err)
		uart_rx_stop(u);
}

int uart_open(struct uart *u)
{
	struct dma_async_tx_descriptor *d;

	d = dmaengine_prep_dma_cyclic(u->chan, 0, 512, 64, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!d)
		return -EBUSY;
	d->callback = uart_rx_done;
	d->callback_param = u;
	dmaengine_submit(d);
	dma_async_issue_pending(u->chan);
	return 0;
}

void uart_close(struct uart *u)
{
	uart_rx_stop(u);
}
