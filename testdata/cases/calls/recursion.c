/* SPDX-License-Identifier: Apache-2.0 */
/* a recursive walk calls the visitor, which was passed down through each level */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(tree_lock);

struct node {
	struct node *l, *r;
	int v;
};

typedef void visit_fn(struct node *n, void *data);

static void walk(struct node *n, visit_fn *fn, void *data)
{
	if (!n)
		return;
	walk(n->l, fn, data);
	fn(n, data);
	walk(n->r, fn, data);
}

static void sum(struct node *n, void *data)
{
	*(int *)data += n->v;
}

static void slow_sum(struct node *n, void *data)
{
	msleep(1); /* want "sleep-in-atomic" */
	*(int *)data += n->v;
}

static void fine_sum(struct node *n, void *data)
{
	msleep(1);
	*(int *)data += n->v;
}

int tree_sum(struct node *root, bool slow)
{
	int s = 0;

	walk(root, fine_sum, &s);
	spin_lock(&tree_lock);
	walk(root, sum, &s);
	walk(root, slow_sum, &s);
	spin_unlock(&tree_lock);
	return s;
}
