/* a block driver whose tag set has no BLK_MQ_F_BLOCKING: its requests are queued in atomic context */
#include <linux/blk-mq.h>
#include <linux/delay.h>

struct dev { struct blk_mq_tag_set set; };

static blk_status_t queue(struct blk_mq_hw_ctx *h, const struct blk_mq_queue_data *bd)
{
	msleep(1); /* want "sleep-in-atomic" */
	return 0;
}

static const struct blk_mq_ops ops = { .queue_rq = queue };

int setup(struct dev *d)
{
	d->set.ops = &ops;
	d->set.flags = BLK_MQ_F_SHOULD_MERGE;
	return blk_mq_alloc_tag_set(&d->set);
}
