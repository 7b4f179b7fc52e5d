/* SPDX-License-Identifier: Apache-2.0 */
/* tty write() runs in process context; the driver takes its mutex under the port's lock. */
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/tty.h>
#include <linux/tty_driver.h>

struct vser { struct tty_port port; spinlock_t lock; struct mutex io; u8 buf[64]; int n; };

static int vser_push(struct vser *v)
{
	int n;

	mutex_lock(&v->io); /* want "sleep-in-atomic" */
	n = v->n;
	v->n = 0;
	mutex_unlock(&v->io);
	return n;
}

static ssize_t vser_write(struct tty_struct *tty, const u8 *buf, size_t count)
{
	struct vser *v = tty->driver_data;
	unsigned long flags;
	int n;

	spin_lock_irqsave(&v->lock, flags);
	v->n += count;
	n = vser_push(v);
	spin_unlock_irqrestore(&v->lock, flags);
	return n;
}

const struct tty_operations vser_ops = { .write = vser_write };
