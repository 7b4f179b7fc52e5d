/* SPDX-License-Identifier: Apache-2.0 */
/* _Generic picks the function by the type of the argument */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

struct fast { int v; };
struct slow { int v; };

static void fast_put(struct fast *f)
{
	f->v = 1;
}

static void slow_put(struct slow *s)
{
	s->v = 1;
	msleep(1); /* want "sleep-in-atomic" */
}

#define put(x) _Generic((x), struct fast *: fast_put, struct slow *: slow_put)(x)

void both(struct fast *f, struct slow *s)
{
	spin_lock(&lock);
	put(f);
	put(s);
	spin_unlock(&lock);
}
