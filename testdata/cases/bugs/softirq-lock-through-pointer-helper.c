/* SPDX-License-Identifier: Apache-2.0 */
/* The lock goes through a helper that takes a spinlock_t pointer; a timer and an ioctl use it, bottom halves on. */
#include <linux/fs.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

struct mon { spinlock_t lock; struct timer_list timer; u32 n; };

static inline void os_lock(spinlock_t *l)
{
	spin_lock(l);
}

static inline void os_unlock(spinlock_t *l)
{
	spin_unlock(l);
}

static void mon_timer(struct timer_list *t)
{
	struct mon *m = from_timer(m, t, timer);

	os_lock(&m->lock);
	m->n++;
	os_unlock(&m->lock);
	mod_timer(&m->timer, jiffies + HZ);
}

static ssize_t mon_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	struct mon *m = file->private_data;
	u32 n;

	os_lock(&m->lock); /* want "irq-unsafe-lock" */
	n = m->n;
	os_unlock(&m->lock);
	return n;
}

static int mon_open(struct inode *inode, struct file *file)
{
	struct mon *m = inode->i_private;

	file->private_data = m;
	timer_setup(&m->timer, mon_timer, 0);
	mod_timer(&m->timer, jiffies + HZ);
	return 0;
}

const struct file_operations mon_fops = { .open = mon_open, .read = mon_read };
