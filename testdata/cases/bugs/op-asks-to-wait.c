/* As quiet/ops-read-the-request.c, but one of the ops asks for the wait. */
#include <linux/spinlock.h>
#include <linux/bitops.h>
#include <linux/delay.h>

enum { REQ_WAIT, REQ_CLEAR_ONLY, REQ_CONT };

struct nic;

struct request {
	unsigned long flags;
	int len;
	void *list;
};

struct group {
	int (*validate)(struct nic *n, struct request *r);
	int (*send)(struct nic *n, struct request *r);
	int n;
};

struct nic {
	spinlock_t lock;
	struct group *group;
	int left;
};

static int validate_all(struct nic *n, struct request *r)
{
	if (test_bit(REQ_CONT, &r->flags))
		return n->left;
	r->len += n->left;
	return 0;
}

static int validate_none(struct nic *n, struct request *r)
{
	__set_bit(REQ_WAIT, &r->flags);
	return 0;
}

static int send_all(struct nic *n, struct request *r)
{
	n->left -= r->len;
	return n->left;
}

void group_init(struct group *g, int all)
{
	g->send = send_all;
	if (all)
		g->validate = validate_all;
	else
		g->validate = validate_none;
}

static int nic_config(struct nic *n, struct request *r)
{
	struct group *g = n->group;
	int rc;

	rc = g->validate(n, r);
	if (rc)
		return rc;
	rc = g->send(n, r);
	if (test_bit(REQ_WAIT, &r->flags))
		msleep(1); /* want "sleep-in-atomic" */
	return rc;
}

void nic_squeeze(struct nic *n)
{
	struct request r = { .len = 0 };

	__set_bit(REQ_CLEAR_ONLY, &r.flags);
	spin_lock_bh(&n->lock);
	nic_config(n, &r);
	while (nic_config(n, &r))
		;
	spin_unlock_bh(&n->lock);
}
