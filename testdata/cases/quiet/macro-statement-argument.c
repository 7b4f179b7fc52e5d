/* Statements that a macro is given run where the macro has them: the lock is dropped around the wait. */
#include <linux/spinlock.h>
#include <linux/sched.h>

static DEFINE_SPINLOCK(cache_lock);

struct entry {
	unsigned long flags;
};

#define WAIT_COND(cond, lock_cmd, unlock_cmd)	\
do {						\
	for (;;) {				\
		if (cond)			\
			break;			\
		unlock_cmd;			\
		io_schedule();			\
		lock_cmd;			\
	}					\
} while (0)

#define CACHE_LOCK(flags)	spin_lock_irqsave(&cache_lock, flags)
#define CACHE_UNLOCK(flags)	spin_unlock_irqrestore(&cache_lock, flags)
#define CACHE_WAIT(cond, flags)	WAIT_COND(cond, CACHE_LOCK(flags), CACHE_UNLOCK(flags))

void entry_wait(struct entry *e)
{
	unsigned long flags;

	CACHE_LOCK(flags);
	CACHE_WAIT(e->flags & 2, flags);
	CACHE_UNLOCK(flags);
}

void entry_wait_directly(struct entry *e)
{
	unsigned long flags;

	spin_lock_irqsave(&cache_lock, flags);
	WAIT_COND(e->flags & 4, spin_lock_irqsave(&cache_lock, flags), spin_unlock_irqrestore(&cache_lock, flags));
	spin_unlock_irqrestore(&cache_lock, flags);
}
