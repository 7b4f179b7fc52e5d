/* SPDX-License-Identifier: Apache-2.0 */
/* The device is unplugged first: what asks for it then does not come to the sleep. */
#include <drm/drm_drv.h>
#include <linux/delay.h>
#include <linux/spinlock.h>

struct foo {
	struct drm_device drm;
	spinlock_t lock;
};

static void foo_suspend(struct foo *f)
{
	int idx;

	if (drm_dev_enter(&f->drm, &idx)) {
		msleep(10);
		drm_dev_exit(idx);
	}
}

void foo_reset(struct foo *f)
{
	drm_dev_unplug(&f->drm);
	spin_lock(&f->lock);
	foo_suspend(f);
	spin_unlock(&f->lock);
}
