/* SPDX-License-Identifier: Apache-2.0 */
/* The table is there when the interrupt comes: the flag that says so is taken back only
   where its memory is freed. The block is freed only if the rest of it could not be made. */
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define HBA_READY 2
#define HBA_ATTACHED 4

struct hba {
	spinlock_t lock;
	struct device *dev;
	void *desc, *block;
	dma_addr_t at;
	unsigned int flags;
};

static void hba_release(struct hba *h)
{
	kfree(h->desc);
	h->flags &= ~HBA_READY;
}

static int hba_table(struct hba *h)
{
	if (h->flags & HBA_READY)
		return 0;
	h->desc = kmalloc(32, GFP_KERNEL);
	if (!h->desc)
		goto fail;
	h->flags |= HBA_READY;
	return 0;
fail:
	hba_release(h);
	return -12;
}

static int hba_block(struct hba *h)
{
	void *more;

	if (!h->block) {
		h->block = dma_alloc_coherent(h->dev, 64, &h->at, GFP_ATOMIC);
		if (!h->block)
			return -12;
		more = kmalloc(64, GFP_ATOMIC);
		if (!more) {
			dma_free_coherent(h->dev, 64, h->block, h->at);
			h->block = NULL;
			return -12;
		}
		kfree(more);
	}
	return 0;
}

static irqreturn_t hba_irq(int irq, void *data)
{
	struct hba *h = data;

	spin_lock(&h->lock);
	hba_table(h);
	hba_block(h);
	spin_unlock(&h->lock);
	return IRQ_HANDLED;
}

int hba_probe(struct hba *h, int irq)
{
	int rc = hba_table(h);

	if (rc)
		return rc;
	rc = hba_block(h);
	if (rc)
		return rc;
	h->flags |= HBA_ATTACHED;
	return request_irq(irq, hba_irq, 0, "hba", h);
}

void hba_stop(struct hba *h)
{
	h->flags &= ~HBA_ATTACHED;
}
