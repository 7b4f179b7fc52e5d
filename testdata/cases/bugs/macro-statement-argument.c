/* Statements that a macro is given run where the macro has them: the lock is dropped too late here. */
#include <linux/spinlock.h>
#include <linux/sched.h>

static DEFINE_SPINLOCK(cache_lock);

struct entry {
	unsigned long flags;
};

#define WAIT_COND(cond, lock_cmd, unlock_cmd)	\
do {						\
	while (!(cond)) {			\
		io_schedule();			\
		unlock_cmd;			\
		lock_cmd;			\
	}					\
} while (0)

void entry_wait(struct entry *e)
{
	unsigned long flags;

	spin_lock_irqsave(&cache_lock, flags);
	WAIT_COND(e->flags & 4, spin_lock_irqsave(&cache_lock, flags), spin_unlock_irqrestore(&cache_lock, flags)); /* want "sleep-in-atomic" */
	spin_unlock_irqrestore(&cache_lock, flags);
}
