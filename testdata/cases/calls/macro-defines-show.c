/* SPDX-License-Identifier: Apache-2.0 */
/* a macro defines the function and the ops table */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

struct port;
struct port_ops {
	void (*set)(struct port *p, int v);
};
struct port {
	const struct port_ops *ops;
	int v;
};

#define DEFINE_PORT_OPS(_name, _wait)				\
static void _name##_set(struct port *p, int v)			\
{								\
	p->v = v;						\
	_wait;							\
}								\
static const struct port_ops _name##_ops = { .set = _name##_set }

DEFINE_PORT_OPS(near, udelay(2));
DEFINE_PORT_OPS(far, msleep(2)); /* want "sleep-in-atomic" */

void port_init(struct port *p, bool is_far)
{
	p->ops = is_far ? &far_ops : &near_ops;
}

void port_set(struct port *p, int v)
{
	spin_lock(&lock);
	p->ops->set(p, v);
	spin_unlock(&lock);
}
