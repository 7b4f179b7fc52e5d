/* SPDX-License-Identifier: Apache-2.0 */
/* The vendor's inline wrapper cancels a work under the mutex that the work takes. */
#include <linux/mutex.h>
#include <linux/workqueue.h>

typedef struct work_struct _workitem;
struct led { struct mutex lock; _workitem blink; int on; };

static inline void _cancel_workitem_sync(_workitem *w)
{
	cancel_work_sync(w); /* want "wait-under-lock|wait-on-self" */
}

static void led_blink(struct work_struct *w)
{
	struct led *l = container_of(w, struct led, blink);

	mutex_lock(&l->lock);
	l->on = !l->on;
	mutex_unlock(&l->lock);
}

void led_init(struct led *l)
{
	mutex_init(&l->lock);
	INIT_WORK(&l->blink, led_blink);
	schedule_work(&l->blink);
}

void led_off(struct led *l)
{
	mutex_lock(&l->lock);
	_cancel_workitem_sync(&l->blink);
	l->on = 0;
	mutex_unlock(&l->lock);
}
