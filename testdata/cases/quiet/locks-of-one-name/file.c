#include <linux/fs.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static int writes;

static ssize_t dog_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	spin_lock(&lock);
	writes++;
	spin_unlock(&lock);
	return count;
}

const struct file_operations dog_fops = {
	.write = dog_write,
};
