/* The command of the wait runs while the lock is dropped. */
#include <linux/delay.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct conf {
	spinlock_t lock;
	wait_queue_head_t wq;
	int pending;
};

static void conf_flush(struct conf *c)
{
	msleep(1);
}

void conf_freeze(struct conf *c)
{
	spin_lock_irq(&c->lock);
	wait_event_lock_irq_cmd(c->wq, c->pending == 0, c->lock, conf_flush(c));
	spin_unlock_irq(&c->lock);
}
