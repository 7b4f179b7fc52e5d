/* the head of a loop is a macro, and what it calls sleeps: for_each_x(p) next_x(p) */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct node { struct node *next; };

static DEFINE_SPINLOCK(lock);

static struct node *node_next(struct node *n)
{
	msleep(1); /* want "sleep-in-atomic" */
	return n->next;
}

static struct node *node_skip(struct node *n)
{
	return n->next;
}

#define for_each_node(n, head) for (n = (head)->next; n; n = node_next(n))
#define for_each_big_node(n, head) for_each_node(n, head) if (n == head) {} else
#define for_each_skipped(n, head) for (n = (head)->next; n; n = node_skip(n))
#define with_lock_held(done) for (int done = (spin_lock(&lock), 0); !done; done = (spin_unlock(&lock), 1))

int walk(struct node *head)
{
	struct node *n;
	int count = 0;

	spin_lock(&lock);
	for_each_skipped(n, head)
		count++;
	for_each_big_node(n, head)
		count++;
	spin_unlock(&lock);
	with_lock_held(once)
		count++;
	msleep(count);
	return count;
}
