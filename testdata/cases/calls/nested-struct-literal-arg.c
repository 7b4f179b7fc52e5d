/* call: the ops are in a compound literal passed by address to a helper that calls under the lock */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct nsl_ops { void (*pre)(void); void (*post)(int); };
static DEFINE_SPINLOCK(nsl_lock);

static void nsl_run(const struct nsl_ops *o)
{
	spin_lock(&nsl_lock);
	if (o->pre)
		o->pre();
	o->post(1);
	spin_unlock(&nsl_lock);
}

static void nsl_post(int n)
{
	msleep(n);	/* want "sleep-in-atomic" */
}

void nsl_go(void)
{
	nsl_run(&(struct nsl_ops){ .post = nsl_post });
}
