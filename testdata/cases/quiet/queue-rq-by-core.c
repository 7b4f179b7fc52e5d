/* a core fills in the tag set: what it sets the flags to is not known here */
#include <linux/blk-mq.h>
#include <linux/delay.h>

struct dev { struct blk_mq_tag_set set; };

static blk_status_t queue(struct blk_mq_hw_ctx *h, const struct blk_mq_queue_data *bd)
{
	msleep(1);
	return 0;
}

static const struct blk_mq_ops ops = { .queue_rq = queue };

int setup(struct dev *d)
{
	return core_alloc_tag_set(&d->set, &ops);
}
