/* Which table of functions it is, or which element, decides: the other members of the one that has the sleeping function, the number of the event, the lock that a walk asks for. And what a helper answers through a pointer. */
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/delay.h>

struct nic;

struct nic_type {
	void (*update)(struct nic *n);
	void (*update_atomic)(struct nic *n);
	int slow;
};

struct nic {
	spinlock_t lock;
	struct mutex m;
	const struct nic_type *type;
	int state;
};

static void update_vf(struct nic *n)
{
	msleep(1);
}

static void update_vf_atomic(struct nic *n)
{
	n->state++;
}

static void update_pf(struct nic *n)
{
	n->state++;
}

const struct nic_type vf_type = {
	.update = update_vf,
	.update_atomic = update_vf_atomic,
};

const struct nic_type pf_type = {
	.update = update_pf,
};

static void nic_update(struct nic *n)
{
	if (n->type->update_atomic)
		n->type->update_atomic(n);
	else
		n->type->update(n);
}

void nic_stats(struct nic *n)
{
	spin_lock(&n->lock);
	nic_update(n);
	spin_unlock(&n->lock);
}

enum { EV_GONE, EV_REQUEST, EV_LAST };

static void on_gone(struct nic *n)
{
	n->state = 0;
}

static void on_request(struct nic *n)
{
	mutex_lock(&n->m);
	n->state = 1;
	mutex_unlock(&n->m);
}

static void (*jump[2][EV_LAST])(struct nic *) = {
	[0] = { [EV_GONE] = on_gone, [EV_REQUEST] = on_gone },
	[1] = { [EV_GONE] = on_gone, [EV_REQUEST] = on_request },
};

static void nic_event(struct nic *n, int event)
{
	jump[n->state][event](n);
}

void nic_gone(struct nic *n)
{
	spin_lock(&n->lock);
	nic_event(n, EV_GONE);
	spin_unlock(&n->lock);
}

struct walk_ops {
	int (*entry)(struct nic *n);
	int how;
};

static int walk(struct nic *n, const struct walk_ops *ops)
{
	if (ops->how == 1)
		mutex_lock(&n->m);
	return 0;
}

static int entry(struct nic *n)
{
	return n->state;
}

static const struct walk_ops reading = {
	.entry = entry,
	.how = 2,
};

void nic_walk(struct nic *n)
{
	spin_lock(&n->lock);
	walk(n, &reading);
	spin_unlock(&n->lock);
}

static void what_is_asked(unsigned int *bits, int *wait)
{
	*wait = *bits & 64 ? 1 : 2;
	*bits &= 63;
}

static void nic_set(struct nic *n, unsigned int bits)
{
	int wait;

	what_is_asked(&bits, &wait);
	if (wait == 2)
		msleep(1);
}

void nic_set_now(struct nic *n, int bits)
{
	spin_lock(&n->lock);
	nic_set(n, bits | 64);
	spin_unlock(&n->lock);
}
