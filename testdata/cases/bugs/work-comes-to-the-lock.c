/* The helper of the work takes the lock unless the port is gone, and so it comes there. */
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct port {
	struct mutex lock;
	struct work_struct work;
	int gone;
	int seen;
};

static void port_update(struct port *p)
{
	if (!p->gone) {
		mutex_lock(&p->lock);
		p->seen++;
		mutex_unlock(&p->lock);
	}
}

static void port_work(struct work_struct *w)
{
	struct port *p = container_of(w, struct port, work);

	if (p->gone)
		return;
	port_update(p);
}

void port_start(struct port *p)
{
	mutex_init(&p->lock);
	INIT_WORK(&p->work, port_work);
	schedule_work(&p->work);
}

void port_stop(struct port *p)
{
	mutex_lock(&p->lock);
	cancel_work_sync(&p->work);	/* want "wait-on-self" */
	mutex_unlock(&p->lock);
}
