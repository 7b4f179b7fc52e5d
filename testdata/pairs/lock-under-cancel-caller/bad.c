/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct sink {
	struct mutex lock;
	struct work_struct flush;
	int left;
};

static void sink_flush(struct work_struct *work)
{
	struct sink *sink = container_of(work, struct sink, flush);

	mutex_lock(&sink->lock);
	sink->left = 0;
	mutex_unlock(&sink->lock);
}

static void sink_quiet(struct sink *sink)
{
	cancel_work_sync(&sink->flush);	/* want "wait-on-self: sink->lock" */
}

void sink_start(struct sink *sink)
{
	INIT_WORK(&sink->flush, sink_flush);
	schedule_work(&sink->flush);
}

void sink_stop(struct sink *sink)
{
	mutex_lock(&sink->lock);
	sink->left = -1;
	sink_quiet(sink);
	mutex_unlock(&sink->lock);
}
