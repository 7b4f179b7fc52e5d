/* call: child->parent->ops->flush(), the ops given at creation, reached from a timer */
#include <linux/timer.h>
#include <linux/delay.h>
#include <linux/slab.h>

struct obp_parent;
struct obp_ops { void (*flush)(struct obp_parent *); };
struct obp_parent { const struct obp_ops *ops; int n; };
struct obp_child { struct obp_parent *parent; struct timer_list t; };

static void obp_flush(struct obp_parent *p)
{
	while (p->n--)
		msleep(1);	/* want "sleep-in-atomic" */
}

static const struct obp_ops obp_ops = { .flush = obp_flush };

static void obp_timer(struct timer_list *t)
{
	struct obp_child *c = from_timer(c, t, t);

	c->parent->ops->flush(c->parent);
}

struct obp_child *obp_new(struct obp_parent *p)
{
	struct obp_child *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return NULL;
	p->ops = &obp_ops;
	c->parent = p;
	timer_setup(&c->t, obp_timer, 0);
	mod_timer(&c->t, jiffies + 1);
	return c;
}
