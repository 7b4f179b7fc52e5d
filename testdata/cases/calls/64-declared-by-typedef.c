/* SPDX-License-Identifier: Apache-2.0 */
/* functions that are declared by the name of their type */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct line;

typedef int (step_fn)(struct line *l);

step_fn line_idle, line_ring;

struct step {
	step_fn *run;
};

static const struct step steps[] = {
	{ .run = line_idle },
	{ .run = line_ring },
};

int line_idle(struct line *l)
{
	return 0;
}

int line_ring(struct line *l)
{
	msleep(10); /* want "sleep-in-atomic" */
	return 0;
}

static DEFINE_SPINLOCK(lock);

void line_event(struct line *l, int event)
{
	spin_lock(&lock);
	steps[event].run(l);
	spin_unlock(&lock);
}
