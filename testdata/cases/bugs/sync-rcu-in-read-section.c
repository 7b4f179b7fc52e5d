/* bug: the replace helper waits for a grace period, the caller is in a read section */
#include <linux/rcupdate.h>
#include <linux/slab.h>

struct sri { int v; };
static struct sri __rcu *sri_cur;

static void sri_replace(struct sri *n)
{
	struct sri *old = rcu_replace_pointer(sri_cur, n, true);

	synchronize_rcu();	/* want "sleep-in-atomic" */
	kfree(old);
}

int sri_bump(void)
{
	struct sri *n, *o;

	n = kmalloc(sizeof(*n), GFP_KERNEL);
	if (!n)
		return -ENOMEM;
	rcu_read_lock();
	o = rcu_dereference(sri_cur);
	n->v = o->v + 1;
	sri_replace(n);
	rcu_read_unlock();
	return 0;
}
