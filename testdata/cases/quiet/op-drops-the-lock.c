/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An op that gets the object drops its lock, as its contract has it in words; a
 * semaphore is handed to the thread that was started.
 */
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/semaphore.h>

struct disk;

struct disk_ops {
	void (*sync)(struct disk *disk);
};

struct disk {
	struct mutex lock;
	struct semaphore sem;
	const struct disk_ops *ops;
	struct task_struct *thread;
};

void flush(struct disk *disk);

static int disk_sync(struct disk *disk, int may)
{
	if (!may)
		return -EACCES;
	mutex_lock(&disk->lock);
	if (disk->ops && disk->ops->sync) {
		disk->ops->sync(disk);
	} else {
		mutex_unlock(&disk->lock);
		flush(disk);
	}
	return 0;
}

int disk_ioctl(struct disk *disk, int may)
{
	return disk_sync(disk, may);
}

static int disk_thread(void *data)
{
	struct disk *disk = data;

	up(&disk->sem);
	while (!kthread_should_stop()) {
		if (down_interruptible(&disk->sem))
			continue;
		up(&disk->sem);
	}
	return 0;
}

int disk_start(struct disk *disk)
{
	if (disk->thread)
		return 0;
	if (down_interruptible(&disk->sem))
		return -EINTR;
	disk->thread = kthread_run(disk_thread, disk, "disk");
	if (IS_ERR(disk->thread)) {
		up(&disk->sem);
		return PTR_ERR(disk->thread);
	}
	return 0;
}
