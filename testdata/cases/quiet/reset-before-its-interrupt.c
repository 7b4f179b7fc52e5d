/* The core resets a host controller before it requests the interrupt; later users disable it. */
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/usb.h>
#include <linux/usb/hcd.h>

static DEFINE_SPINLOCK(pool_lock);
static int pool;

static void pool_take(void)
{
	spin_lock(&pool_lock);
	pool++;
	spin_unlock(&pool_lock);
}

static irqreturn_t host_irq(struct usb_hcd *hcd)
{
	pool_take();
	return IRQ_HANDLED;
}

static int host_reset(struct usb_hcd *hcd)
{
	pool_take();
	return 0;
}

static int host_enqueue(struct usb_hcd *hcd, struct urb *urb, gfp_t mem_flags)
{
	unsigned long flags;

	local_irq_save(flags);
	pool_take();
	local_irq_restore(flags);
	return 0;
}

static const struct hc_driver host_driver = {
	.irq = host_irq,
	.reset = host_reset,
	.urb_enqueue = host_enqueue,
};
