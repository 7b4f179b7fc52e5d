/* SPDX-License-Identifier: Apache-2.0 */
/* a callback and its data are stored in a ring of structs by a wrapper, and run by a tasklet */
#include <linux/interrupt.h>
#include <linux/mutex.h>

struct deferred {
	void (*fn)(void *data);
	void *data;
};

struct defer {
	struct deferred ring[16];
	unsigned int head, tail;
	struct tasklet_struct t;
};

static void defer_run(struct tasklet_struct *t)
{
	struct defer *d = from_tasklet(d, t, t);

	while (d->tail != d->head) {
		struct deferred *e = &d->ring[d->tail++ % ARRAY_SIZE(d->ring)];

		e->fn(e->data);
	}
}

void defer_init(struct defer *d)
{
	tasklet_setup(&d->t, defer_run);
}

static void defer_call(struct defer *d, void (*fn)(void *data), void *data)
{
	d->ring[d->head++ % ARRAY_SIZE(d->ring)] = (struct deferred){ fn, data };
	tasklet_schedule(&d->t);
}

static DEFINE_MUTEX(m);

static void update(void *data)
{
	mutex_lock(&m); /* want "sleep-in-atomic" */
	mutex_unlock(&m);
}

void request_update(struct defer *d)
{
	defer_call(d, update, NULL);
}
