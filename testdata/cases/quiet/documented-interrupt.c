// SPDX-License-Identifier: Apache-2.0
/*
 * The document of the op says interrupt context; the bridges in the tree call it
 * from works and threads, or in their interrupt for a subdevice of their own.
 */
#include <linux/mutex.h>
#include <media/v4l2-subdev.h>

struct receiver {
	struct v4l2_subdev sd;
	struct mutex lock;
};

static int receiver_isr(struct v4l2_subdev *sd, u32 status, bool *handled)
{
	struct receiver *r = container_of(sd, struct receiver, sd);

	mutex_lock(&r->lock);
	*handled = true;
	mutex_unlock(&r->lock);
	return 0;
}

static const struct v4l2_subdev_core_ops receiver_core_ops = {
	.interrupt_service_routine = receiver_isr,
};

static const struct v4l2_subdev_ops receiver_ops = {
	.core = &receiver_core_ops,
};

void receiver_init(struct receiver *r)
{
	mutex_init(&r->lock);
	v4l2_subdev_init(&r->sd, &receiver_ops);
}
