/* SPDX-License-Identifier: Apache-2.0 */
/* One wrapper for both kinds of lock, chosen by an argument. */
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/delay.h>

typedef enum { HAL_LOCK_SPIN = 0, HAL_LOCK_MUTEX } hal_lock_e;

struct hal {
	spinlock_t spin;
	struct mutex mutex;
	unsigned long flags;
	u32 shadow;
};

static void hal_lock(struct hal *h, hal_lock_e kind)
{
	switch (kind) {
	case HAL_LOCK_SPIN:
		spin_lock_irqsave(&h->spin, h->flags);
		break;
	case HAL_LOCK_MUTEX:
		mutex_lock(&h->mutex);
		break;
	}
}

static void hal_unlock(struct hal *h, hal_lock_e kind)
{
	switch (kind) {
	case HAL_LOCK_SPIN:
		spin_unlock_irqrestore(&h->spin, h->flags);
		break;
	case HAL_LOCK_MUTEX:
		mutex_unlock(&h->mutex);
		break;
	}
}

void hal_suspend(struct hal *h)
{
	hal_lock(h, HAL_LOCK_MUTEX);
	h->shadow = 0;
	msleep(5);
	hal_lock(h, HAL_LOCK_SPIN);
	h->shadow++;
	hal_unlock(h, HAL_LOCK_SPIN);
	msleep(5);
	hal_unlock(h, HAL_LOCK_MUTEX);
}
