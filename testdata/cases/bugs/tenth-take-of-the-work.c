/* The work takes the lock of who waits for it in ten places, and comes to the last one only. */
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct dev {
	struct mutex lock;
	struct work_struct work;
	int count, mode;
};

static void dev_work(struct work_struct *w)
{
	struct dev *d = container_of(w, struct dev, work);
	int t = d->mode;

	if (t > 5 && t < 3) {
		mutex_lock(&d->lock);
		d->count += 1;
		mutex_unlock(&d->lock);
	}
	if (t > 5 && t < 3) {
		mutex_lock(&d->lock);
		d->count += 2;
		mutex_unlock(&d->lock);
	}
	if (t > 5 && t < 3) {
		mutex_lock(&d->lock);
		d->count += 3;
		mutex_unlock(&d->lock);
	}
	if (t > 5 && t < 3) {
		mutex_lock(&d->lock);
		d->count += 4;
		mutex_unlock(&d->lock);
	}
	if (t > 5 && t < 3) {
		mutex_lock(&d->lock);
		d->count += 5;
		mutex_unlock(&d->lock);
	}
	if (t > 5 && t < 3) {
		mutex_lock(&d->lock);
		d->count += 6;
		mutex_unlock(&d->lock);
	}
	if (t > 5 && t < 3) {
		mutex_lock(&d->lock);
		d->count += 7;
		mutex_unlock(&d->lock);
	}
	if (t > 5 && t < 3) {
		mutex_lock(&d->lock);
		d->count += 8;
		mutex_unlock(&d->lock);
	}
	if (t > 5 && t < 3) {
		mutex_lock(&d->lock);
		d->count += 9;
		mutex_unlock(&d->lock);
	}
	mutex_lock(&d->lock);
	d->count++;
	mutex_unlock(&d->lock);
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
