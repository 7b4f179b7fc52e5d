/* quiet: the handler writes a fixed register, for which the accessor takes no lock; it takes the lock with bottom halves off for others */
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/io.h>

struct blo { spinlock_t lock; void __iomem *r; u32 window; };

static bool blo_mapped(struct blo *b, u32 off);

static void blo_wr(struct blo *b, u32 off, u32 v)
{
	if (blo_mapped(b, off)) {
		writel(v, b->r + off);
		return;
	}
	spin_lock_bh(&b->lock);
	b->window = off >> 16;
	writel(v, b->r + (off & 0xffff));
	spin_unlock_bh(&b->lock);
}

static irqreturn_t blo_irq(int irq, void *d)
{
	blo_wr(d, 0x10, 0);
	return IRQ_WAKE_THREAD;
}

void blo_set(struct blo *b, u32 v)
{
	blo_wr(b, 0x20000, v);
}

int blo_start(struct blo *b, int irq)
{
	return request_irq(irq, blo_irq, 0, "blo", b);
}
