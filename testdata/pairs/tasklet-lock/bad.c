/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>
#include <linux/interrupt.h>

struct ring {
	spinlock_t lock;
	struct tasklet_struct task;
	int head, tail;
};

static void ring_complete(struct tasklet_struct *t)
{
	struct ring *ring = from_tasklet(ring, t, task);

	spin_lock(&ring->lock);
	ring->tail++;
	spin_unlock(&ring->lock);
}

static int ring_used(struct ring *ring)
{
	int used;

	spin_lock(&ring->lock);	/* want "irq-unsafe-lock: spin_lock" */
	used = ring->head - ring->tail;
	spin_unlock(&ring->lock);
	return used;
}

static int ring_flush(struct file *file, fl_owner_t id)
{
	struct ring *ring = file->private_data;

	while (ring_used(ring))
		msleep(1);
	return 0;
}

static const struct file_operations ring_fops = {
	.flush = ring_flush,
};

static int ring_probe(struct platform_device *pdev)
{
	struct ring *ring = devm_kzalloc(&pdev->dev, sizeof(*ring), GFP_KERNEL);

	if (!ring)
		return -ENOMEM;
	spin_lock_init(&ring->lock);
	tasklet_setup(&ring->task, ring_complete);
	platform_set_drvdata(pdev, ring);
	return 0;
}

static struct platform_driver ring_driver = {
	.probe = ring_probe,
};
