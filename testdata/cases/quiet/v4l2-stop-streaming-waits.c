/* quiet: stop_streaming cancels the work; the irq is devm and asked for after everything its handler uses */
#include <linux/platform_device.h>
#include <linux/interrupt.h>
#include <media/v4l2-device.h>
#include <media/videobuf2-v4l2.h>
#include <media/videobuf2-dma-contig.h>

struct vss { struct v4l2_device v4l2; struct video_device vdev; struct vb2_queue q; struct list_head bufs; spinlock_t lock; struct work_struct work; struct mutex m; };
struct vss_buf { struct vb2_v4l2_buffer vb; struct list_head node; };

static void vss_work(struct work_struct *w)
{
	struct vss *v = container_of(w, struct vss, work);
	struct vss_buf *b = NULL;

	spin_lock_irq(&v->lock);
	if (!list_empty(&v->bufs)) {
		b = list_first_entry(&v->bufs, struct vss_buf, node);
		list_del(&b->node);
	}
	spin_unlock_irq(&v->lock);
	if (b)
		vb2_buffer_done(&b->vb.vb2_buf, VB2_BUF_STATE_DONE);
}

static irqreturn_t vss_irq(int irq, void *d)
{
	struct vss *v = d;

	schedule_work(&v->work);
	return IRQ_HANDLED;
}

static void vss_queue(struct vb2_buffer *vb)
{
	struct vss *v = vb2_get_drv_priv(vb->vb2_queue);
	struct vss_buf *b = container_of(to_vb2_v4l2_buffer(vb), struct vss_buf, vb);

	spin_lock_irq(&v->lock);
	list_add_tail(&b->node, &v->bufs);
	spin_unlock_irq(&v->lock);
}

static void vss_stop(struct vb2_queue *q)
{
	struct vss *v = vb2_get_drv_priv(q);

	cancel_work_sync(&v->work);
	msleep(20);
}

static const struct vb2_ops vss_ops = { .buf_queue = vss_queue, .stop_streaming = vss_stop,
	.wait_prepare = vb2_ops_wait_prepare, .wait_finish = vb2_ops_wait_finish };

static int vss_probe(struct platform_device *pdev)
{
	struct vss *v = devm_kzalloc(&pdev->dev, sizeof(*v), GFP_KERNEL);
	int ret;

	if (!v)
		return -ENOMEM;
	spin_lock_init(&v->lock);
	mutex_init(&v->m);
	INIT_LIST_HEAD(&v->bufs);
	INIT_WORK(&v->work, vss_work);
	v->q.ops = &vss_ops;
	v->q.drv_priv = v;
	v->q.lock = &v->m;
	ret = devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), vss_irq, 0, "vss", v);
	if (ret)
		return ret;
	ret = v4l2_device_register(&pdev->dev, &v->v4l2);
	if (ret)
		goto quiesce;
	platform_set_drvdata(pdev, v);
	ret = video_register_device(&v->vdev, VFL_TYPE_VIDEO, -1);
	if (!ret)
		return 0;
	v4l2_device_unregister(&v->v4l2);
quiesce:
	devm_free_irq(&pdev->dev, platform_get_irq(pdev, 0), v);
	cancel_work_sync(&v->work);
	return ret;
}

static void vss_remove(struct platform_device *pdev)
{
	struct vss *v = platform_get_drvdata(pdev);

	vb2_video_unregister_device(&v->vdev);
	devm_free_irq(&pdev->dev, platform_get_irq(pdev, 0), v);
	cancel_work_sync(&v->work);
	v4l2_device_unregister(&v->v4l2);
}

static struct platform_driver vss_driver = { .driver = { .name = "vss" }, .probe = vss_probe, .remove = vss_remove };
module_platform_driver(vss_driver);
