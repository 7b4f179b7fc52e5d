/* A macro that an option defines may be defined; so may one that the file's end does not see. */
#include <linux/spinlock.h>
#include <linux/delay.h>

#ifdef CONFIG_RING_POLLING
#define RING_POLLS
#endif
#ifdef CONFIG_RING_NAPPING
#define RING_NAPS 1
#endif

struct ring {
	spinlock_t lock;
	int left;
};

void ring_drain(struct ring *r)
{
	spin_lock(&r->lock);
#ifdef RING_POLLS
	while (r->left)
		msleep(1);	/* want "sleep-in-atomic" */
#endif
#ifdef RING_NAPS
	msleep(2);	/* want "sleep-in-atomic" */
#endif
	spin_unlock(&r->lock);
}
