/* SPDX-License-Identifier: Apache-2.0 */
/* in_interrupt() is true under spin_lock_bh() and in a tasklet: the wrapper's mask is atomic there. */
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/interrupt.h>
#include <linux/preempt.h>

#define _rtw_malloc(sz) kmalloc((sz), in_interrupt() ? GFP_ATOMIC : GFP_KERNEL)

struct xmit {
	spinlock_t lock;
	struct tasklet_struct tasklet;
	void *frame;
	void *spare;
};

static inline u8 *_rtw_zmalloc(u32 sz)
{
	u8 *p = _rtw_malloc(sz);

	if (p)
		memset(p, 0, sz);
	return p;
}

static void xmit_tasklet(struct tasklet_struct *t)
{
	struct xmit *x = from_tasklet(x, t, tasklet);

	if (!x->spare)
		x->spare = _rtw_zmalloc(128);
}

int xmit_alloc(struct xmit *x)
{
	tasklet_setup(&x->tasklet, xmit_tasklet);
	spin_lock_bh(&x->lock);
	if (!x->frame)
		x->frame = _rtw_zmalloc(64);
	spin_unlock_bh(&x->lock);
	tasklet_schedule(&x->tasklet);
	return x->frame ? 0 : -ENOMEM;
}
