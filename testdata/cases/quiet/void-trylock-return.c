/* SPDX-License-Identifier: Apache-2.0 */
/* A failed trylock leaves a void function; retry drops the lock first. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct st { spinlock_t lock; int gen; int v; };

void st_poke(struct st *s)
{
	int gen;

retry:
	if (!spin_trylock(&s->lock))
		return;
	gen = s->gen;
	if (gen & 1) {
		spin_unlock(&s->lock);
		msleep(1);
		goto retry;
	}
	s->v = gen;
	spin_unlock(&s->lock);
}
