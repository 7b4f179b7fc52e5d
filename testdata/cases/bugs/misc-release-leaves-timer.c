/* SPDX-License-Identifier: Apache-2.0 */
/* release() of a misc device frees the file's data while its timer runs. */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct evt { struct timer_list timer; wait_queue_head_t wq; u32 n; };

static void evt_timer(struct timer_list *t)
{
	struct evt *e = from_timer(e, t, timer);

	e->n++;
	wake_up_interruptible(&e->wq);
	mod_timer(&e->timer, jiffies + HZ / 10);
}

static int evt_open(struct inode *inode, struct file *file)
{
	struct evt *e = kzalloc(sizeof(*e), GFP_KERNEL);

	if (!e)
		return -ENOMEM;
	init_waitqueue_head(&e->wq);
	timer_setup(&e->timer, evt_timer, 0);
	file->private_data = e;
	mod_timer(&e->timer, jiffies + HZ / 10);
	return 0;
}

static int evt_release(struct inode *inode, struct file *file)
{
	struct evt *e = file->private_data;

	file->private_data = NULL;
	kfree(e); /* want "free-before-quiesce" */
	return 0;
}

static const struct file_operations evt_fops = { .owner = THIS_MODULE, .open = evt_open, .release = evt_release };
static struct miscdevice evt_misc = { .minor = MISC_DYNAMIC_MINOR, .name = "evt", .fops = &evt_fops };
module_misc_device(evt_misc);
