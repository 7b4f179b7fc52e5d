/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>

struct node {
	struct node *next;
	int key;
};

struct table {
	spinlock_t lock;
	struct node *first;
};

#define new_node()	((struct node *)kmalloc(sizeof(struct node), GFP_KERNEL | __GFP_ZERO))

int table_add(struct table *table, int key)
{
	struct node *node;

	node = new_node();
	if (!node)
		return -ENOMEM;
	spin_lock(&table->lock);
	node->key = key;
	node->next = table->first;
	table->first = node;
	spin_unlock(&table->lock);
	return 0;
}
