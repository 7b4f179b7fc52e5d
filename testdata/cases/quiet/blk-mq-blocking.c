/* SPDX-License-Identifier: Apache-2.0 */
/* A tag set with BLK_MQ_F_BLOCKING lets queue_rq sleep. */
#include <linux/blk-mq.h>
#include <linux/mutex.h>

struct vdisk {
	struct blk_mq_tag_set set;
	struct mutex io;
};

static blk_status_t vdisk_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct vdisk *v = hctx->queue->queuedata;

	blk_mq_start_request(bd->rq);
	mutex_lock(&v->io);
	mutex_unlock(&v->io);
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}

static const struct blk_mq_ops vdisk_ops = {
	.queue_rq = vdisk_queue_rq,
};

int vdisk_init(struct vdisk *v)
{
	mutex_init(&v->io);
	v->set.ops = &vdisk_ops;
	v->set.nr_hw_queues = 1;
	v->set.queue_depth = 16;
	v->set.flags = BLK_MQ_F_SHOULD_MERGE | BLK_MQ_F_BLOCKING;
	return blk_mq_alloc_tag_set(&v->set);
}
