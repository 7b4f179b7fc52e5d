/* quiet: XF_NOWAIT travels three calls deep and every sleeping branch tests it */
#include <linux/spinlock.h>
#include <linux/slab.h>
#include <linux/delay.h>

#define XF_NOWAIT	0x10
#define XF_URGENT	0x20

struct xq { spinlock_t lock; struct list_head head; unsigned int used, max; };
struct xent { struct list_head node; };

static struct xent *xq_slot(struct xq *q, unsigned int how)
{
	while (q->used >= q->max) {
		if (how & XF_NOWAIT)
			return NULL;
		msleep(1);
	}
	return kmalloc(sizeof(struct xent), how & XF_NOWAIT ? GFP_ATOMIC : GFP_KERNEL);
}

static int xq_put(struct xq *q, unsigned int how)
{
	struct xent *e = xq_slot(q, how & (XF_NOWAIT | XF_URGENT));

	if (!e)
		return -ENOSPC;
	list_add_tail(&e->node, &q->head);
	q->used++;
	return 0;
}

int xq_put_atomic(struct xq *q)
{
	int ret;

	spin_lock_bh(&q->lock);
	ret = xq_put(q, XF_NOWAIT | XF_URGENT);
	spin_unlock_bh(&q->lock);
	return ret;
}

int xq_put_wait(struct xq *q)
{
	return xq_put(q, XF_URGENT);
}
