/* SPDX-License-Identifier: Apache-2.0 */
/* a variable that holds a function is not the function of its name in another place */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct line;

typedef int (*step_fn)(struct line *l);

static step_fn line_step;

static int line_idle(struct line *l)
{
	return 0;
}

static DEFINE_SPINLOCK(lock);

void line_event(struct line *l)
{
	spin_lock(&lock);
	line_step(l);
	spin_unlock(&lock);
}

void line_setup(void)
{
	line_step = line_idle;
}
