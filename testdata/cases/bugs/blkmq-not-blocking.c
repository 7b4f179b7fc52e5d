/* bug: no BLK_MQ_F_BLOCKING, queue_rq takes a mutex */
#include <linux/blk-mq.h>
#include <linux/mutex.h>

struct bmn { struct blk_mq_tag_set set; struct mutex m; };

static blk_status_t bmn_queue_rq(struct blk_mq_hw_ctx *h, const struct blk_mq_queue_data *bd)
{
	struct bmn *b = h->queue->queuedata;

	blk_mq_start_request(bd->rq);
	mutex_lock(&b->m);	/* want "sleep-in-atomic" */
	mutex_unlock(&b->m);
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}
static const struct blk_mq_ops bmn_ops = { .queue_rq = bmn_queue_rq };

int bmn_init(struct bmn *b)
{
	mutex_init(&b->m);
	b->set.ops = &bmn_ops;
	b->set.flags = BLK_MQ_F_SHOULD_MERGE;
	return blk_mq_alloc_tag_set(&b->set);
}
