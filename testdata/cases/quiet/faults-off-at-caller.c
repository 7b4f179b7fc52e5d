/* The core calls this with page faults disabled: get_user() fails there, and does not sleep. */
#include <linux/preempt.h>
#include <linux/uaccess.h>

static int exchange(u32 *uval, u32 __user *uaddr, u32 oldval, u32 newval)
{
	u32 val;

	preempt_disable();
	if (get_user(val, uaddr)) {
		preempt_enable();
		return -EFAULT;
	}
	preempt_enable();
	*uval = val;
	return 0;
}

int futex_atomic_cmpxchg_inatomic(u32 *uval, u32 __user *uaddr, u32 oldval, u32 newval)
{
	return exchange(uval, uaddr, oldval, newval);
}
