// SPDX-License-Identifier: Apache-2.0
/* A function that says that a rwlock is held, and drops it before it sleeps. */
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

struct journal {
	rwlock_t state_lock;
	int running;
};

static void wait_for_commit(struct journal *j)
{
	read_unlock(&j->state_lock);
	schedule();
}

int begin(struct journal *j)
{
	lockdep_assert_held(&j->state_lock);
	if (j->running) {
		wait_for_commit(j);
		return 1;
	}
	return 0;
}
