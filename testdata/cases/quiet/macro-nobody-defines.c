/* What is compiled only with a macro that nothing defines runs nowhere. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct ring {
	spinlock_t lock;
	int left;
};

#ifdef RING_POLLS
static void ring_wait(struct ring *r)
{
	while (r->left)
		msleep(1);
}
#endif

void ring_drain(struct ring *r)
{
	spin_lock(&r->lock);
#ifdef RING_POLLS
	ring_wait(r);
#endif
	spin_unlock(&r->lock);
}
