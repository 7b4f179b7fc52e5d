/* SPDX-License-Identifier: Apache-2.0 */
/* The vendor's work wrapper hides that the handler flushes itself one helper down. */
#include <linux/workqueue.h>

struct os_work { struct work_struct w; };
struct hal { struct os_work reset; int state; };

static inline void os_work_init(struct os_work *o, void (*fn)(struct work_struct *))
{
	INIT_WORK(&o->w, fn);
}

static inline void os_work_cancel(struct os_work *o)
{
	cancel_work_sync(&o->w); /* want "wait-on-self" */
}

static void hal_down(struct hal *h)
{
	os_work_cancel(&h->reset);
	h->state = 0;
}

static void hal_reset_fn(struct work_struct *w)
{
	struct hal *h = container_of(w, struct hal, reset.w);

	hal_down(h);
	h->state = 1;
}

void hal_init(struct hal *h)
{
	os_work_init(&h->reset, hal_reset_fn);
	schedule_work(&h->reset.w);
}
