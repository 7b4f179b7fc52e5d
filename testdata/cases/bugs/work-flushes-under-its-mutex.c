/* bug: close flushes the work with the mutex held that the work takes */
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct wfm { struct mutex lock; struct work_struct work; int n; };

static void wfm_count(struct wfm *w)
{
	mutex_lock(&w->lock);
	w->n++;
	mutex_unlock(&w->lock);
}

static void wfm_work(struct work_struct *work)
{
	wfm_count(container_of(work, struct wfm, work));
}

void wfm_init(struct wfm *w)
{
	mutex_init(&w->lock);
	INIT_WORK(&w->work, wfm_work);
}

void wfm_close(struct wfm *w)
{
	mutex_lock(&w->lock);
	w->n = 0;
	flush_work(&w->work);	/* want "wait-on-self" */
	mutex_unlock(&w->lock);
}
