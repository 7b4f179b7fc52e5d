/* bug: the helper returned 0 with the lock held; the caller sleeps before it drops it */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct slh { spinlock_t lock; bool gone; int v; };

static int slh_begin(struct slh *s)
{
	spin_lock_bh(&s->lock);
	if (s->gone) {
		spin_unlock_bh(&s->lock);
		return -ENODEV;
	}
	return 0;
}

static void slh_end(struct slh *s)
{
	spin_unlock_bh(&s->lock);
}

int slh_write(struct slh *s, int v)
{
	int ret = slh_begin(s);

	if (ret)
		return ret;
	s->v = v;
	usleep_range(100, 200);	/* want "sleep-in-atomic" */
	slh_end(s);
	return 0;
}
