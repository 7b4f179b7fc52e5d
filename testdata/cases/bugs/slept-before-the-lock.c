/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nobody says in which context the op is called, but it takes a mutex first: so
 * interrupts are enabled where it takes the lock of the handler.
 */
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct gate;

struct gate_ops {
	int (*open)(struct gate *gate);
	int (*peek)(struct gate *gate);
};

struct gate {
	const struct gate_ops *ops;
	struct mutex mutex;
	spinlock_t lock;
	int state;
};

static irqreturn_t gate_irq(int irq, void *data)
{
	struct gate *gate = data;

	spin_lock(&gate->lock);
	gate->state++;
	spin_unlock(&gate->lock);
	return IRQ_HANDLED;
}

static void gate_set(struct gate *gate, int state)
{
	spin_lock(&gate->lock); /* want "irq-unsafe-lock" */
	gate->state = state;
	spin_unlock(&gate->lock);
}

static int gate_open(struct gate *gate)
{
	mutex_lock(&gate->mutex);
	gate_set(gate, 1);
	mutex_unlock(&gate->mutex);
	return 0;
}

/* May be called with interrupts off, for all that is known. */
static int gate_peek(struct gate *gate)
{
	int state;

	spin_lock(&gate->lock);
	state = gate->state;
	spin_unlock(&gate->lock);
	return state;
}

const struct gate_ops gate_ops = {
	.open = gate_open,
	.peek = gate_peek,
};

int gate_init(struct gate *gate, int irq)
{
	gate->ops = &gate_ops;
	return request_irq(irq, gate_irq, 0, "gate", gate);
}
