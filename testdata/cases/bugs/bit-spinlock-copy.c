/* bug: bit_spin_lock disables preemption */
#include <linux/bit_spinlock.h>
#include <linux/uaccess.h>

struct bsc { unsigned long state; char name[16]; };

int bsc_name(struct bsc *b, char __user *to)
{
	int err;

	bit_spin_lock(0, &b->state);
	err = copy_to_user(to, b->name, sizeof(b->name));	/* want "sleep-in-atomic" */
	bit_spin_unlock(0, &b->state);
	return err ? -EFAULT : 0;
}
