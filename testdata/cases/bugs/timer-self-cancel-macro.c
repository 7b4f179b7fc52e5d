/* SPDX-License-Identifier: Apache-2.0 */
/* The vendor's macro hides that the timer waits for itself. */
#include <linux/timer.h>

#define _cancel_timer_sync(ptimer) del_timer_sync(ptimer)

struct ps { struct timer_list rpwm; int state; };

static void rpwm_timeout(struct timer_list *t)
{
	struct ps *p = from_timer(p, t, rpwm);

	p->state = 0;
	_cancel_timer_sync(&p->rpwm); /* want "wait-on-self" */
}

void ps_init(struct ps *p)
{
	timer_setup(&p->rpwm, rpwm_timeout, 0);
	mod_timer(&p->rpwm, jiffies + HZ);
}
