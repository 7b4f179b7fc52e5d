/* SPDX-License-Identifier: Apache-2.0 */
/* ERR_PTR() and NULL both mean that the lock was dropped; IS_ERR_OR_NULL() tells. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/spinlock.h>

struct buf { int len; };
struct ring { spinlock_t lock; struct buf *head; bool dead; };

static struct buf *ring_peek_locked(struct ring *r)
{
	spin_lock_bh(&r->lock);
	if (r->dead) {
		spin_unlock_bh(&r->lock);
		return ERR_PTR(-ESHUTDOWN);
	}
	if (!r->head) {
		spin_unlock_bh(&r->lock);
		return NULL;
	}
	return r->head;
}

int ring_read(struct ring *r)
{
	struct buf *b = ring_peek_locked(r);
	int len;

	if (IS_ERR_OR_NULL(b)) {
		msleep(1);
		return b ? PTR_ERR(b) : -EAGAIN;
	}
	len = b->len;
	spin_unlock_bh(&r->lock);
	return len;
}
