/* a struct of functions that is copied from a request */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static int sleeper(int x)
{
	msleep(10); /* want "sleep-in-atomic" */
	return x;
}

static int quick(int x)
{
	return x + 1;
}

struct ep_ops { int (*rx)(int x); int (*tx)(int x); };
struct request { struct ep_ops ops; int id; };
struct ep { struct ep_ops ops; int id; };
static void connect(struct ep *ep, struct request *r)
{
	ep->id = r->id;
	ep->ops = r->ops;
}
void setup(struct ep *ep)
{
	struct request r = { };
	r.ops.rx = sleeper;
	connect(ep, &r);
}
void caller(struct ep *ep)
{
	spin_lock(&lock);
	ep->ops.rx(1);
	spin_unlock(&lock);
}
