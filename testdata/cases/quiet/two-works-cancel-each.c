/* quiet: the reset work cancels the poll work; the poll work only queues the reset */
#include <linux/workqueue.h>
#include <linux/mutex.h>

struct twc { struct delayed_work poll; struct work_struct reset; struct mutex m; int bad; };

static void twc_poll(struct work_struct *w)
{
	struct twc *t = container_of(w, struct twc, poll.work);

	if (t->bad)
		schedule_work(&t->reset);
	else
		schedule_delayed_work(&t->poll, HZ);
}

static void twc_reset(struct work_struct *w)
{
	struct twc *t = container_of(w, struct twc, reset);

	cancel_delayed_work_sync(&t->poll);
	mutex_lock(&t->m);
	t->bad = 0;
	mutex_unlock(&t->m);
	schedule_delayed_work(&t->poll, HZ);
}

void twc_init(struct twc *t)
{
	mutex_init(&t->m);
	INIT_DELAYED_WORK(&t->poll, twc_poll);
	INIT_WORK(&t->reset, twc_reset);
	schedule_delayed_work(&t->poll, HZ);
}
