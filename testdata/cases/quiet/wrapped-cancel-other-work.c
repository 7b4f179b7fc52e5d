/* SPDX-License-Identifier: Apache-2.0 */
/* The same wrapper cancels another work than the one that takes the mutex. */
#include <linux/mutex.h>
#include <linux/workqueue.h>

typedef struct work_struct _workitem;
struct led { struct mutex lock; _workitem blink; _workitem log; int on; };

static inline void _cancel_workitem_sync(_workitem *w)
{
	cancel_work_sync(w);
}

static void led_blink(struct work_struct *w)
{
	struct led *l = container_of(w, struct led, blink);

	mutex_lock(&l->lock);
	l->on = !l->on;
	mutex_unlock(&l->lock);
}

static void led_log(struct work_struct *w)
{
	struct led *l = container_of(w, struct led, log);

	pr_info("%d\n", READ_ONCE(l->on));
}

void led_init(struct led *l)
{
	mutex_init(&l->lock);
	INIT_WORK(&l->blink, led_blink);
	INIT_WORK(&l->log, led_log);
	schedule_work(&l->blink);
	schedule_work(&l->log);
}

void led_off(struct led *l)
{
	_cancel_workitem_sync(&l->blink);
	mutex_lock(&l->lock);
	_cancel_workitem_sync(&l->log);
	l->on = 0;
	mutex_unlock(&l->lock);
}
