#include <linux/dma-mapping.h>
#include <linux/spinlock.h>

struct ring {
	void *cpu;
	dma_addr_t dma;
};

struct host {
	spinlock_t lock;
	struct device *dev;
	struct ring ring;
};

static void ring_free(struct host *h, struct ring *r)
{
	dma_free_coherent(h->dev, 4096, r->cpu, r->dma);
}

void host_stop(struct host *h)
{
	struct ring old;
	unsigned long flags;

	spin_lock_irqsave(&h->lock, flags);
	old = h->ring;
	h->ring.cpu = NULL;
	spin_unlock_irqrestore(&h->lock, flags);
	ring_free(h, &old);
}
