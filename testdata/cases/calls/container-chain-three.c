/* call: container_of over two levels to reach the driver's ops, in a tasklet */
#include <linux/interrupt.h>
#include <linux/container_of.h>
#include <linux/delay.h>

struct cct;
struct cct_ops { void (*idle)(struct cct *); };
struct cct_ring { int head; struct tasklet_struct tl; };
struct cct_chan { struct cct_ring ring; int id; };
struct cct { const struct cct_ops *ops; struct cct_chan chan; };

static void cct_idle(struct cct *c)
{
	msleep(c->chan.id);	/* want "sleep-in-atomic" */
}
static const struct cct_ops cct_ops = { .idle = cct_idle };

static void cct_tl(struct tasklet_struct *t)
{
	struct cct_ring *r = container_of(t, struct cct_ring, tl);
	struct cct_chan *ch = container_of(r, struct cct_chan, ring);
	struct cct *c = container_of(ch, struct cct, chan);

	c->ops->idle(c);
}

void cct_init(struct cct *c)
{
	c->ops = &cct_ops;
	tasklet_setup(&c->chan.ring.tl, cct_tl);
}
