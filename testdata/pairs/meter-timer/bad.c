/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>
#include <linux/interrupt.h>

struct meter_buggy {
	struct timer_list poll_timer;
	int left;
};

static void meter_poll_buggy(struct timer_list *t)
{
	struct meter_buggy *meter = from_timer(meter, t, poll_timer);

	if (--meter->left > 0)
		mod_timer(&meter->poll_timer, 1000);
}

struct meter_buggy *meter_new(int polls)
{
	struct meter_buggy *meter = kzalloc(sizeof(*meter), GFP_KERNEL);

	if (!meter)
		return NULL;
	meter->left = polls;
	timer_setup(&meter->poll_timer, meter_poll_buggy, 0);
	mod_timer(&meter->poll_timer, 1000);
	return meter;
}

void meter_remove_buggy(struct meter_buggy *meter)
{
	timer_delete(&meter->poll_timer);
	kfree(meter);	/* want "free-before-quiesce: kfree" */
}
