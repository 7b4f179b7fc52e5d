/* The condition of the wait is asked under the lock; the command does not run under that
   lock, but under another. */
#include <linux/delay.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct conf {
	spinlock_t lock;
	spinlock_t other;
	wait_queue_head_t wq;
	int pending;
};

static void conf_flush(struct conf *c)
{
	msleep(1);
}

static bool conf_idle(struct conf *c)
{
	msleep(1); /* want "sleep-in-atomic" */
	return c->pending == 0;
}

void conf_freeze(struct conf *c)
{
	spin_lock_irq(&c->lock);
	wait_event_lock_irq_cmd(c->wq, conf_idle(c), c->lock, (void)0);
	spin_unlock_irq(&c->lock);
}

void conf_freeze_both(struct conf *c)
{
	spin_lock(&c->other);
	spin_lock_irq(&c->lock);
	wait_event_lock_irq_cmd(c->wq, c->pending == 0, c->lock, conf_flush(c)); /* want "sleep-in-atomic" */
	spin_unlock_irq(&c->lock);
	spin_unlock(&c->other);
}
