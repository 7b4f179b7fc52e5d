/* quiet: the work takes the mutex; stop drops it before it waits */
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct com { struct mutex lock; struct work_struct work; bool on; int n; };

static void com_work(struct work_struct *w)
{
	struct com *c = container_of(w, struct com, work);

	mutex_lock(&c->lock);
	if (c->on)
		c->n++;
	mutex_unlock(&c->lock);
}

void com_start(struct com *c)
{
	mutex_init(&c->lock);
	INIT_WORK(&c->work, com_work);
	mutex_lock(&c->lock);
	c->on = true;
	schedule_work(&c->work);
	mutex_unlock(&c->lock);
}

void com_stop(struct com *c)
{
	bool was;

	mutex_lock(&c->lock);
	was = c->on;
	c->on = false;
	mutex_unlock(&c->lock);
	if (was)
		cancel_work_sync(&c->work);
}
