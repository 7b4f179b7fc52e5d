/* SPDX-License-Identifier: Apache-2.0 */
/* an object made by a compound literal, and one by a designated assignment, carry the callback */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

struct walk {
	int (*step)(struct walk *w);
	int n;
};

static int step_slow(struct walk *w)
{
	msleep(1); /* want "sleep-in-atomic" */
	return w->n--;
}

static int step_more(struct walk *w)
{
	usleep_range(1, 2); /* told as a further place of the finding above */
	return w->n--;
}

static void go(struct walk *w)
{
	spin_lock(&lock);
	while (w->step(w))
		;
	spin_unlock(&lock);
}

void walk_all(int n, struct walk *w)
{
	go(&(struct walk){ .step = step_slow, .n = n });
	*w = (struct walk) {
		.step = step_more,
		.n = n,
	};
	go(w);
}
