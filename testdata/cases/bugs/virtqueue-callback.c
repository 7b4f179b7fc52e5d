/* SPDX-License-Identifier: Apache-2.0 */
/* The callback of a virtqueue runs in the hard interrupt. */
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>

struct vrng { struct virtqueue *vq; struct mutex lock; unsigned int len; };

static void vrng_done(struct virtqueue *vq)
{
	struct vrng *v = vq->vdev->priv;

	mutex_lock(&v->lock); /* want "sleep-in-atomic" */
	virtqueue_get_buf(vq, &v->len);
	mutex_unlock(&v->lock);
}

static int vrng_probe(struct virtio_device *vdev)
{
	struct vrng *v = kzalloc(sizeof(*v), GFP_KERNEL);

	if (!v)
		return -ENOMEM;
	mutex_init(&v->lock);
	vdev->priv = v;
	v->vq = virtio_find_single_vq(vdev, vrng_done, "input");
	if (IS_ERR(v->vq))
		return PTR_ERR(v->vq);
	virtio_device_ready(vdev);
	return 0;
}

static struct virtio_driver vrng_driver = { .probe = vrng_probe };
