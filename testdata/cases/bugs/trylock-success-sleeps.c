/* bug: after a successful trylock the code maps a page with kmap and copies from user */
#include <linux/spinlock.h>
#include <linux/uaccess.h>

struct tss { rwlock_t lock; u8 buf[64]; };

long tss_write(struct tss *t, const void __user *from, size_t n)
{
	if (n > sizeof(t->buf))
		return -EINVAL;
	if (!write_trylock(&t->lock))
		return -EBUSY;
	if (copy_from_user(t->buf, from, n)) {	/* want "sleep-in-atomic" */
		write_unlock(&t->lock);
		return -EFAULT;
	}
	write_unlock(&t->lock);
	return n;
}
