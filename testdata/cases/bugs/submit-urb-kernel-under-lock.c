/* bug: usb_submit_urb(GFP_KERNEL) under a spinlock, the mask comes down two calls */
#include <linux/usb.h>
#include <linux/spinlock.h>

struct suk { spinlock_t lock; struct urb *urb[4]; int n; };

static int suk_one(struct suk *s, int i, gfp_t mem)
{
	return usb_submit_urb(s->urb[i], mem);
}

static int suk_all(struct suk *s, gfp_t mem)
{
	int i, err = 0;

	for (i = 0; i < s->n && !err; i++)
		err = suk_one(s, i, mem);
	return err;
}

int suk_resume(struct suk *s)
{
	int err;

	spin_lock_irq(&s->lock);
	err = suk_all(s, GFP_NOIO);	/* want "alloc-in-atomic" */
	spin_unlock_irq(&s->lock);
	return err;
}
