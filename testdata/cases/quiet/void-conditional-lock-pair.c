/* SPDX-License-Identifier: Apache-2.0 */
/* Two void helpers lock and unlock under the same condition of the object. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct ch { spinlock_t lock; bool shared; int n; };

static void ch_enter(struct ch *c)
{
	if (!c->shared)
		return;
	spin_lock(&c->lock);
}

static void ch_leave(struct ch *c)
{
	if (!c->shared)
		return;
	spin_unlock(&c->lock);
}

void ch_step(struct ch *c)
{
	ch_enter(c);
	c->n++;
	ch_leave(c);
	msleep(1);
}
