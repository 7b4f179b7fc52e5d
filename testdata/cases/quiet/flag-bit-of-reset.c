// SPDX-License-Identifier: Apache-2.0
/* The work marks a bit before it takes the device down; whoever does that sees it. */
#include <linux/bitops.h>
#include <linux/delay.h>
#include <linux/workqueue.h>

#define RESETTING 2

struct adapter {
	struct work_struct reset_work;
	unsigned long flags;
};

static void adapter_down(struct adapter *a)
{
	if (!test_bit(RESETTING, &a->flags))
		cancel_work_sync(&a->reset_work);
}

static void adapter_reset(struct work_struct *work)
{
	struct adapter *a = container_of(work, struct adapter, reset_work);

	while (test_and_set_bit(RESETTING, &a->flags))
		msleep(1);
	adapter_down(a);
	clear_bit(RESETTING, &a->flags);
}

void adapter_init(struct adapter *a)
{
	INIT_WORK(&a->reset_work, adapter_reset);
}
