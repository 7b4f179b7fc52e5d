/* quiet: wait_event_lock_irq() drops the lock while it sleeps; the callee drops and retakes around msleep */
#include <linux/wait.h>
#include <linux/spinlock.h>
#include <linux/delay.h>

struct wdl { spinlock_t lock; wait_queue_head_t wq; int depth; };

static void wdl_backoff(struct wdl *w)
	__releases(&w->lock) __acquires(&w->lock)
{
	spin_unlock_irq(&w->lock);
	msleep(2);
	spin_lock_irq(&w->lock);
}

int wdl_take(struct wdl *w)
{
	spin_lock_irq(&w->lock);
	wait_event_lock_irq(w->wq, w->depth < 8, w->lock);
	while (w->depth > 4)
		wdl_backoff(w);
	w->depth++;
	spin_unlock_irq(&w->lock);
	return 0;
}
