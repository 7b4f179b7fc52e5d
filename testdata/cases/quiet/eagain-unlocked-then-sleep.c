/* quiet: -EAGAIN is returned without the lock, and only then does the caller sleep */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct ea { spinlock_t lock; int busy; int owner; };

static int ea_begin(struct ea *e)
{
	spin_lock(&e->lock);
	if (e->busy) {
		spin_unlock(&e->lock);
		return -EAGAIN;
	}
	e->busy = 1;
	return 0;
}

static void ea_end(struct ea *e)
{
	e->busy = 0;
	spin_unlock(&e->lock);
}

int ea_claim(struct ea *e, int who)
{
	int ret, tries = 10;

	do {
		ret = ea_begin(e);
		if (ret == -EAGAIN)
			msleep(5);
	} while (ret == -EAGAIN && --tries);
	if (ret)
		return ret;
	e->owner = who;
	ea_end(e);
	return 0;
}
