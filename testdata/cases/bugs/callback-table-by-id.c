/* SPDX-License-Identifier: Apache-2.0 */
/* A registrar stores void * callbacks by event id; the dispatcher runs in a tasklet. */
#include <linux/interrupt.h>
#include <linux/mutex.h>

enum ev { EV_RX, EV_TX, EV_MAX };
typedef void (*ev_fn)(void *priv);
struct ev_slot { ev_fn fn; void *priv; };
struct ev_disp { struct ev_slot slot[EV_MAX]; struct tasklet_struct task; u32 pending; };

void ev_register(struct ev_disp *d, enum ev id, ev_fn fn, void *priv)
{
	struct ev_slot *s = &d->slot[id];

	s->fn = fn;
	s->priv = priv;
}

static void ev_task(struct tasklet_struct *t)
{
	struct ev_disp *d = from_tasklet(d, t, task);
	int i;

	for (i = 0; i < EV_MAX; i++)
		if ((d->pending & BIT(i)) && d->slot[i].fn)
			d->slot[i].fn(d->slot[i].priv);
}

struct rx { struct mutex lock; int n; };

static void rx_event(void *priv)
{
	struct rx *r = priv;

	mutex_lock(&r->lock); /* want "sleep-in-atomic" */
	r->n++;
	mutex_unlock(&r->lock);
}

void rx_init(struct ev_disp *d, struct rx *r)
{
	tasklet_setup(&d->task, ev_task);
	ev_register(d, EV_RX, rx_event, r);
}
