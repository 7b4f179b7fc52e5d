/* SPDX-License-Identifier: Apache-2.0 */
/* a row of a table of states is a macro of its own, made of entries that a macro makes */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct line;

struct step {
	int (*run)(struct line *l);
	const char *name;
};

static int idle(struct line *l)
{
	return 0;
}

static int ring(struct line *l)
{
	msleep(10); /* want "sleep-in-atomic" */
	return 0;
}

static int talk(struct line *l)
{
	msleep(20);
	return 0;
}

#define STEP(_run)	{ .run = _run, .name = #_run }

#define ON_CALL { \
	/* closed */	\
	STEP(idle),	\
	/* open */	\
	STEP(ring),	\
}

#define ON_ANSWER { \
	STEP(idle),	\
	STEP(talk),	\
} /* ON_ANSWER */

static const struct step steps[2][2] = {
	ON_CALL,
	ON_ANSWER,
};

static const struct step *lookup(int event, int state)
{
	return &steps[event][state];
}

static DEFINE_SPINLOCK(lock);

void line_event(struct line *l, int event, int state)
{
	spin_lock(&lock);
	lookup(event, state)->run(l);
	spin_unlock(&lock);
}
