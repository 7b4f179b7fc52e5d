/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>
#include <linux/interrupt.h>

struct meter {
	struct timer_list poll_timer;
	int left;
};

static void meter_poll(struct timer_list *t)
{
	struct meter *meter = from_timer(meter, t, poll_timer);

	if (--meter->left > 0)
		mod_timer(&meter->poll_timer, 1000);
}

struct meter *meter_new(int polls)
{
	struct meter *meter = kzalloc(sizeof(*meter), GFP_KERNEL);

	if (!meter)
		return NULL;
	meter->left = polls;
	timer_setup(&meter->poll_timer, meter_poll, 0);
	mod_timer(&meter->poll_timer, 1000);
	return meter;
}

void meter_remove(struct meter *meter)
{
	timer_delete_sync(&meter->poll_timer);
	kfree(meter);
}
