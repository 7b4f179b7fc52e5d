/* quiet: the fast port's write (no sleep) is what the locked path calls; the slow port is only used from probe */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/slab.h>

struct port2;
struct port2_ops { int (*write)(struct port2 *p, u32 v); };
struct port2 { const struct port2_ops *ops; void __iomem *r; };

static int fast_write(struct port2 *p, u32 v)
{
	writel(v, p->r);
	return 0;
}

static int slow_write(struct port2 *p, u32 v)
{
	writel(v, p->r);
	msleep(2);
	return 0;
}

static const struct port2_ops fast_ops = { .write = fast_write };
static const struct port2_ops slow_ops = { .write = slow_write };

struct board2 { spinlock_t lock; struct port2 data; struct port2 ctrl; };

int board2_push(struct board2 *b, u32 v)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&b->lock, flags);
	ret = b->data.ops->write(&b->data, v);
	spin_unlock_irqrestore(&b->lock, flags);
	return ret;
}

struct board2 *board2_new(void __iomem *r)
{
	struct board2 *b = kzalloc(sizeof(*b), GFP_KERNEL);

	if (!b)
		return NULL;
	spin_lock_init(&b->lock);
	b->data.ops = &fast_ops;
	b->data.r = r;
	b->ctrl.ops = &slow_ops;
	b->ctrl.r = r + 0x100;
	b->ctrl.ops->write(&b->ctrl, 1);
	return b;
}
