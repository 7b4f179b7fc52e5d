/* On the way back to user space interrupts are off; schedule() comes back with them on, and they are disabled anew before the work is looked at again. */
#include <linux/irqflags.h>
#include <linux/sched.h>

int do_work(struct pt_regs *regs, unsigned int flags)
{
	do {
		if (flags & 2) {
			schedule();
		} else {
			local_irq_enable();
			if (flags & 4) {
				if (handle_signal(regs))
					return 1;
			} else {
				resume_user(regs);
			}
		}
		local_irq_disable();
		flags = current_flags();
	} while (flags & 6);
	return 0;
}
