/* quiet: the device is reset (no more vq callbacks), the work is cancelled, vqs deleted, memory freed */
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include <linux/workqueue.h>
#include <linux/slab.h>

struct vrf { struct virtio_device *vdev; struct virtqueue *vq; struct work_struct rx; u8 *buf; };

static void vrf_rx(struct work_struct *w)
{
	struct vrf *v = container_of(w, struct vrf, rx);
	unsigned int len;

	while (virtqueue_get_buf(v->vq, &len))
		v->buf[0]++;
}

static void vrf_cb(struct virtqueue *vq)
{
	struct vrf *v = vq->vdev->priv;

	schedule_work(&v->rx);
}

static int vrf_probe(struct virtio_device *vdev)
{
	struct vrf *v = kzalloc(sizeof(*v), GFP_KERNEL);
	int err;

	if (!v)
		return -ENOMEM;
	v->buf = kzalloc(64, GFP_KERNEL);
	if (!v->buf) {
		kfree(v);
		return -ENOMEM;
	}
	v->vdev = vdev;
	vdev->priv = v;
	INIT_WORK(&v->rx, vrf_rx);
	v->vq = virtio_find_single_vq(vdev, vrf_cb, "rx");
	if (IS_ERR(v->vq)) {
		err = PTR_ERR(v->vq);
		kfree(v->buf);
		kfree(v);
		return err;
	}
	virtio_device_ready(vdev);
	return 0;
}

static void vrf_remove(struct virtio_device *vdev)
{
	struct vrf *v = vdev->priv;

	virtio_reset_device(vdev);
	cancel_work_sync(&v->rx);
	vdev->config->del_vqs(vdev);
	kfree(v->buf);
	kfree(v);
}

static struct virtio_driver vrf_driver = {
	.driver.name = "vrf", .probe = vrf_probe, .remove = vrf_remove,
};
module_virtio_driver(vrf_driver);
