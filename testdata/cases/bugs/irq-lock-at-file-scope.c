/* The lock of the interrupt handler is a variable at file scope. */
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(dog_lock);
static int dog_pings;

static void dog_ping(void)
{
	spin_lock(&dog_lock); /* want "irq-unsafe-lock" */
	dog_pings++;
	spin_unlock(&dog_lock);
}

static irqreturn_t dog_irq(int irq, void *p)
{
	spin_lock(&dog_lock);
	dog_pings = 0;
	spin_unlock(&dog_lock);
	return IRQ_HANDLED;
}

static ssize_t dog_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	dog_ping();
	return count;
}

static const struct file_operations dog_fops = {
	.write = dog_write,
};

int dog_start(int irq)
{
	return request_irq(irq, dog_irq, 0, "dog", &dog_pings);
}
