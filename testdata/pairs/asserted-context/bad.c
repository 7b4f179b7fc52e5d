#include <linux/delay.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>

struct table {
	struct mutex lock;
	int state;
};

static void table_flip(struct table *t)
{
	lockdep_assert_irqs_disabled();
	t->state = !t->state;
	msleep(1); /* want "sleep-in-atomic: msleep" */
}

static void table_count(struct table *t)
{
	lockdep_assert_preemption_disabled();
	usleep_range(10, 20); /* want "sleep-in-atomic: usleep_range" */
}

static void table_read(struct table *t)
{
	RCU_LOCKDEP_WARN(!rcu_read_lock_held(), "table_read() needs protection");
	ssleep(1); /* want "sleep-in-atomic: ssleep" */
}
