#include <linux/delay.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>

struct table {
	struct mutex lock;
	int state;
};

static void table_read(struct table *t)
{
	RCU_LOCKDEP_WARN(!rcu_read_lock_held() && !lockdep_is_held(&t->lock), "table_read() needs protection");
	ssleep(1);
}

static void table_change(struct table *t)
{
	RCU_LOCKDEP_WARN(rcu_read_lock_held(), "table_change() sleeps");
	ssleep(1);
}
