/* bug: the locked caller passes wait = true by way of a negation */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct nwf { spinlock_t lock; int q; };

static void nwf_drain(struct nwf *n, bool wait)
{
	while (n->q) {
		if (!wait)
			break;
		msleep(1);	/* want "sleep-in-atomic" */
	}
}

static void nwf_stop(struct nwf *n, bool fast)
{
	nwf_drain(n, !fast);
}

void nwf_shutdown(struct nwf *n)
{
	spin_lock(&n->lock);
	nwf_stop(n, false);
	spin_unlock(&n->lock);
}
