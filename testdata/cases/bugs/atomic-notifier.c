/* SPDX-License-Identifier: Apache-2.0 */
/* A handler on an atomic chain may not sleep; on a blocking one it may. */
#include <linux/mutex.h>
#include <linux/notifier.h>

static ATOMIC_NOTIFIER_HEAD(fast_chain);
static BLOCKING_NOTIFIER_HEAD(slow_chain);
static DEFINE_MUTEX(m);

static int fast_event(struct notifier_block *nb, unsigned long ev, void *data)
{
	mutex_lock(&m); /* want "sleep-in-atomic" */
	mutex_unlock(&m);
	return NOTIFY_OK;
}

static int slow_event(struct notifier_block *nb, unsigned long ev, void *data)
{
	mutex_lock(&m);
	mutex_unlock(&m);
	return NOTIFY_OK;
}

static struct notifier_block fast_nb = { .notifier_call = fast_event };
static struct notifier_block slow_nb = { .notifier_call = slow_event };

void init(void)
{
	atomic_notifier_chain_register(&fast_chain, &fast_nb);
	blocking_notifier_chain_register(&slow_chain, &slow_nb);
}
