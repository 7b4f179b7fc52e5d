/* quiet: the tag set says BLK_MQ_F_BLOCKING, queue_rq may sleep */
#include <linux/blk-mq.h>
#include <linux/delay.h>
#include <linux/slab.h>

struct bmb { struct blk_mq_tag_set set; struct mutex m; };

static blk_status_t bmb_queue_rq(struct blk_mq_hw_ctx *h, const struct blk_mq_queue_data *bd)
{
	struct bmb *b = h->queue->queuedata;

	blk_mq_start_request(bd->rq);
	mutex_lock(&b->m);
	msleep(1);
	mutex_unlock(&b->m);
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}
static const struct blk_mq_ops bmb_ops = { .queue_rq = bmb_queue_rq };

int bmb_init(struct bmb *b)
{
	mutex_init(&b->m);
	b->set.ops = &bmb_ops;
	b->set.nr_hw_queues = 1;
	b->set.queue_depth = 16;
	b->set.flags = BLK_MQ_F_BLOCKING;
	return blk_mq_alloc_tag_set(&b->set);
}
