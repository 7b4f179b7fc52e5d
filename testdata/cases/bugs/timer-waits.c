/* SPDX-License-Identifier: Apache-2.0 */
/* A timer callback waits for a completion; a tasklet for an event. */
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/timer.h>
#include <linux/wait.h>

struct foo {
	struct timer_list timer;
	struct tasklet_struct t;
	struct completion done;
	wait_queue_head_t wq;
	bool ok;
};

static void foo_timeout(struct timer_list *t)
{
	struct foo *f = from_timer(f, t, timer);

	if (!try_wait_for_completion(&f->done))
		wait_for_completion_timeout(&f->done, HZ); /* want "sleep-in-atomic" */
	tasklet_schedule(&f->t);
}

static void foo_tasklet(struct tasklet_struct *t)
{
	struct foo *f = from_tasklet(f, t, t);

	wait_event_timeout(f->wq, f->ok, HZ); /* want "sleep-in-atomic" */
}

void foo_init(struct foo *f)
{
	init_completion(&f->done);
	init_waitqueue_head(&f->wq);
	tasklet_setup(&f->t, foo_tasklet);
	timer_setup(&f->timer, foo_timeout, TIMER_DEFERRABLE);
	mod_timer(&f->timer, jiffies + HZ);
}
