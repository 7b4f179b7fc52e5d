/* SPDX-License-Identifier: Apache-2.0 */
/* A callback may terminate asynchronously and submit again (client.rst). */
#include <linux/dmaengine.h>
#include <linux/scatterlist.h>

struct uart { struct dma_chan *chan; struct scatterlist sg; int err; };

static void uart_rx_done(void *arg);

static int uart_rx_start(struct uart *u)
{
	struct dma_async_tx_descriptor *d;

	d = dmaengine_prep_slave_sg(u->chan, &u->sg, 1, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	if (!d)
		return -EBUSY;
	d->callback = uart_rx_done;
	d->callback_param = u;
	if (dma_submit_error(dmaengine_submit(d)))
		return -EIO;
	dma_async_issue_pending(u->chan);
	return 0;
}

static void uart_rx_done(void *arg)
{
	struct uart *u = arg;

	if (u->err)
		dmaengine_terminate_async(u->chan);
	else
		uart_rx_start(u);
}

int uart_open(struct uart *u)
{
	return uart_rx_start(u);
}
