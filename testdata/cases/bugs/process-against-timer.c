/* SPDX-License-Identifier: Apache-2.0 */
/* Process context takes a timer's lock without disabling bottom halves, once by guard(). */
#include <linux/cleanup.h>
#include <linux/fs.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

struct wd {
	spinlock_t lock;
	struct timer_list timer;
	int missed;
};

static void wd_fire(struct timer_list *t)
{
	struct wd *w = timer_container_of(w, t, timer);

	spin_lock(&w->lock);
	w->missed++;
	spin_unlock(&w->lock);
	mod_timer(t, jiffies + HZ);
}

static long wd_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct wd *w = file->private_data;


	guard(spinlock)(&w->lock); /* want "irq-unsafe-lock" */
	return w->missed;
}

static const struct file_operations wd_fops = {
	.unlocked_ioctl = wd_ioctl,
};

void wd_start(struct wd *w)
{
	spin_lock_init(&w->lock);
	timer_setup(&w->timer, wd_fire, 0);
	mod_timer(&w->timer, jiffies + HZ);
}
