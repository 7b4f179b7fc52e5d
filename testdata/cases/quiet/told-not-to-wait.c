/* The node that is taken from the list waits only if the caller asks for it. */
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct node {
	struct list_head entry;
	int no;
	bool waits;
};

struct hw {
	spinlock_t lock;
	spinlock_t free_lock;
	struct list_head free;
	wait_queue_head_t wq;
	int done;
};

static struct node *hw_node(struct hw *h)
{
	struct node *n = NULL;

	spin_lock(&h->free_lock);
	if (!list_empty(&h->free)) {
		n = list_first_entry(&h->free, struct node, entry);
		list_del(&n->entry);
	}
	spin_unlock(&h->free_lock);
	return n;
}

static void hw_node_init(struct node *n, int no, bool sync)
{
	n->no = no;
	if (sync)
		n->waits = true;
}

static int hw_send(struct hw *h, int no, bool sync)
{
	struct node *n = hw_node(h);

	if (!n)
		return -12;
	hw_node_init(n, no, sync);
	hw_queue(h, n);
	if (n->waits)
		wait_event(h->wq, h->done);
	return 0;
}

void hw_poke(struct hw *h)
{
	spin_lock(&h->lock);
	hw_send(h, 1, false);
	spin_unlock(&h->lock);
}

int hw_ask(struct hw *h)
{
	return hw_send(h, 2, true);
}
