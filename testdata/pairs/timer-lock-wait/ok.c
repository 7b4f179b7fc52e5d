/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/interrupt.h>

struct hub {
	spinlock_t lock;
	struct timer_list poll;
	int polls;
};

static void hub_poll(struct timer_list *t)
{
	struct hub *hub = from_timer(hub, t, poll);

	spin_lock(&hub->lock);
	hub->polls++;
	spin_unlock(&hub->lock);
}

static void hub_init(struct hub *hub)
{
	spin_lock_init(&hub->lock);
	timer_setup(&hub->poll, hub_poll, 0);
}

static int hub_stop(struct hub *hub)
{
	int polls;

	spin_lock_bh(&hub->lock);
	polls = hub->polls;
	spin_unlock_bh(&hub->lock);
	timer_delete_sync(&hub->poll);
	return polls;
}
