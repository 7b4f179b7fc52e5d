/* SPDX-License-Identifier: Apache-2.0 */
/* The work unplugs the device first: what asks for it then does not come to the wait. */
#include <drm/drm_drv.h>
#include <linux/workqueue.h>

struct foo {
	struct drm_device drm;
	struct work_struct reset;
};

static void foo_suspend(struct foo *f)
{
	int idx;

	if (drm_dev_enter(&f->drm, &idx)) {
		cancel_work_sync(&f->reset);
		drm_dev_exit(idx);
	}
}

static void foo_reset(struct work_struct *work)
{
	struct foo *f = container_of(work, struct foo, reset);

	drm_dev_unplug(&f->drm);
	foo_suspend(f);
}

void foo_init(struct foo *f)
{
	INIT_WORK(&f->reset, foo_reset);
}
