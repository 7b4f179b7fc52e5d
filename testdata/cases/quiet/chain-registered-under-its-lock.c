/* SPDX-License-Identifier: Apache-2.0 */
/* Adding to a chain of the atomic kind does not wait for what is on it. */
#include <linux/spinlock.h>
#include <linux/notifier.h>

extern struct atomic_notifier_head foo_chain;
static DEFINE_SPINLOCK(foo_lock);
static int foo_state;

static int foo_event(struct notifier_block *nb, unsigned long event, void *data)
{
	spin_lock(&foo_lock);
	foo_state = event;
	spin_unlock(&foo_lock);
	return NOTIFY_OK;
}

static struct notifier_block foo_nb = { .notifier_call = foo_event };

int foo_start(void)
{
	spin_lock_irq(&foo_lock);
	foo_state = 0;
	atomic_notifier_chain_register(&foo_chain, &foo_nb);
	spin_unlock_irq(&foo_lock);
	return 0;
}
