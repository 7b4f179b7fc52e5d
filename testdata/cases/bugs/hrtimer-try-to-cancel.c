/* SPDX-License-Identifier: Apache-2.0 */
/* hrtimer_try_to_cancel() does not wait for the callback that runs. */
#include <linux/hrtimer.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

struct vib { struct hrtimer timer; int on; };

static enum hrtimer_restart vib_expire(struct hrtimer *t)
{
	struct vib *v = container_of(t, struct vib, timer);

	v->on = !v->on;
	hrtimer_forward_now(t, ms_to_ktime(10));
	return HRTIMER_RESTART;
}

static int vib_probe(struct platform_device *pdev)
{
	struct vib *v = kzalloc(sizeof(*v), GFP_KERNEL);

	if (!v)
		return -ENOMEM;
	hrtimer_init(&v->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	v->timer.function = vib_expire;
	platform_set_drvdata(pdev, v);
	hrtimer_start(&v->timer, ms_to_ktime(10), HRTIMER_MODE_REL);
	return 0;
}

static void vib_remove(struct platform_device *pdev)
{
	struct vib *v = platform_get_drvdata(pdev);

	hrtimer_try_to_cancel(&v->timer);
	kfree(v); /* want "free-before-quiesce" */
}

static struct platform_driver vib_driver = { .probe = vib_probe, .remove = vib_remove };
