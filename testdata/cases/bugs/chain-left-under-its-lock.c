/* SPDX-License-Identifier: Apache-2.0 */
/* Leaving a netdevice chain waits for the callback, which takes the same lock. */
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/notifier.h>

static DEFINE_MUTEX(foo_lock);
static int foo_state;

static int foo_event(struct notifier_block *nb, unsigned long event, void *data)
{
	mutex_lock(&foo_lock);
	foo_state = event;
	mutex_unlock(&foo_lock);
	return NOTIFY_OK;
}

static struct notifier_block foo_nb = { .notifier_call = foo_event };

int foo_start(void)
{
	return register_netdevice_notifier(&foo_nb);
}

void foo_stop(void)
{
	mutex_lock(&foo_lock);
	foo_state = 0;
	unregister_netdevice_notifier(&foo_nb); /* want "wait-on-self" */
	mutex_unlock(&foo_lock);
}
