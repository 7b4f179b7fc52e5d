/* an op that each call of it, by way of helpers and another op, makes in atomic context */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>

struct chip_ops { void (*ack)(int x); };
struct chip { spinlock_t lock; const struct chip_ops *ops; };
struct port_ops { void (*event)(struct chip *c); };
struct port { struct chip *chip; const struct port_ops *ops; };

static void slow_ack(int x)
{
	msleep(10); /* want "sleep-in-atomic" */
}

static void quick_ack(int x)
{
}

static const struct chip_ops slow = { .ack = slow_ack };
static const struct chip_ops quick = { .ack = quick_ack };

static void ack(struct chip *c)
{
	c->ops->ack(1);
}

static void port_event(struct chip *c)
{
	ack(c);
}

static void port_none(struct chip *c)
{
}

static const struct port_ops with = { .event = port_event };
static const struct port_ops without = { .event = port_none };

static irqreturn_t port_irq(int irq, void *data)
{
	struct port *p = data;

	p->ops->event(p->chip);
	return IRQ_HANDLED;
}

void kick(struct chip *c)
{
	spin_lock(&c->lock);
	ack(c);
	spin_unlock(&c->lock);
}

int start(struct port *p, int v, int irq)
{
	p->chip->ops = v ? &slow : &quick;
	p->ops = v ? &with : &without;
	return request_irq(irq, port_irq, 0, "port", p);
}
