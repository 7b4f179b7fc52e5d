/* call: a hook behind rcu_dereference(), assigned by rcu_assign_pointer() */
#include <linux/rcupdate.h>
#include <linux/mutex.h>

struct rph_ops { int (*rx)(int); };
static const struct rph_ops __rcu *rph_cur;
static DEFINE_MUTEX(rph_m);

int rph_rx(int v)
{
	const struct rph_ops *o;
	int ret = 0;

	rcu_read_lock();
	o = rcu_dereference(rph_cur);
	if (o)
		ret = o->rx(v);
	rcu_read_unlock();
	return ret;
}

static int rph_slow_rx(int v)
{
	mutex_lock(&rph_m);	/* want "sleep-in-atomic" */
	mutex_unlock(&rph_m);
	return v;
}
static const struct rph_ops rph_slow = { .rx = rph_slow_rx };

void rph_attach(void)
{
	rcu_assign_pointer(rph_cur, &rph_slow);
}
