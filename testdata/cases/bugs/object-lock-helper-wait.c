/* SPDX-License-Identifier: Apache-2.0 */
/* The device's own lock helper is held at the wait for a work that takes it. */
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct cam { struct mutex lock; struct delayed_work ae; int streaming; };

static inline void cam_lock(struct cam *c)
{
	mutex_lock(&c->lock);
}

static inline void cam_unlock(struct cam *c)
{
	mutex_unlock(&c->lock);
}

static void cam_ae(struct work_struct *w)
{
	struct cam *c = container_of(w, struct cam, ae.work);

	cam_lock(c);
	c->streaming++;
	cam_unlock(c);
	schedule_delayed_work(&c->ae, HZ / 30);
}

void cam_init(struct cam *c)
{
	mutex_init(&c->lock);
	INIT_DELAYED_WORK(&c->ae, cam_ae);
}

void cam_start(struct cam *c)
{
	schedule_delayed_work(&c->ae, HZ / 30);
}

void cam_stop(struct cam *c)
{
	cam_lock(c);
	cancel_delayed_work_sync(&c->ae); /* want "wait-under-lock|wait-on-self" */
	c->streaming = 0;
	cam_unlock(c);
}
