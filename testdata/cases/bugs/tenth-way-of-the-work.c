/* The work calls in ten places what takes the lock of who waits for it, and comes to the last one only. */
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct dev {
	struct mutex lock;
	struct work_struct work;
	int count, mode;
};

static void dev_count(struct dev *d, int by)
{
	mutex_lock(&d->lock);
	d->count += by;
	mutex_unlock(&d->lock);
}

static void dev_work(struct work_struct *w)
{
	struct dev *d = container_of(w, struct dev, work);
	int t = d->mode;

	if (t > 5 && t < 3)
		dev_count(d, 1);
	if (t > 5 && t < 3)
		dev_count(d, 2);
	if (t > 5 && t < 3)
		dev_count(d, 3);
	if (t > 5 && t < 3)
		dev_count(d, 4);
	if (t > 5 && t < 3)
		dev_count(d, 5);
	if (t > 5 && t < 3)
		dev_count(d, 6);
	if (t > 5 && t < 3)
		dev_count(d, 7);
	if (t > 5 && t < 3)
		dev_count(d, 8);
	if (t > 5 && t < 3)
		dev_count(d, 9);
	dev_count(d, 10);
}

void dev_start(struct dev *d)
{
	INIT_WORK(&d->work, dev_work);
	schedule_work(&d->work);
}

void dev_stop(struct dev *d)
{
	mutex_lock(&d->lock);
	cancel_work_sync(&d->work);	/* want "wait-on-self" */
	mutex_unlock(&d->lock);
}
