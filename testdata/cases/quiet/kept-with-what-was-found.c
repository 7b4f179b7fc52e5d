/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loop ends with a lock held only where it has found something, which is
 * then not NULL: the early return is on the other side.
 */
#include <linux/list.h>
#include <linux/spinlock.h>

struct order {
	struct list_head list;
	spinlock_t lock;
	int ready;
};

static LIST_HEAD(orders);

int order_take(void)
{
	struct order *found = NULL, *order;

	list_for_each_entry(order, &orders, list) {
		spin_lock(&order->lock);
		if (!order->ready) {
			spin_unlock(&order->lock);
			continue;
		}
		found = order;
		break;
	}
	if (!found)
		return -EAGAIN;
	found->ready = 0;
	spin_unlock(&found->lock);
	return 0;
}
