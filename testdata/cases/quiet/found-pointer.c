/* SPDX-License-Identifier: Apache-2.0 */
/* The lock of the element that the loop found is held if there is one. */
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/delay.h>

struct slot {
	struct list_head node;
	spinlock_t lock;
	int id;
	int busy;
};

struct table { struct list_head slots; };

int table_claim(struct table *t, int id)
{
	struct slot *s, *found = NULL;

	list_for_each_entry(s, &t->slots, node) {
		if (s->id != id)
			continue;
		spin_lock(&s->lock);
		if (!s->busy) {
			found = s;
			break;
		}
		spin_unlock(&s->lock);
	}
	if (!found) {
		msleep(10);
		return -EBUSY;
	}
	found->busy = 1;
	spin_unlock(&found->lock);
	return 0;
}
