/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A helper chooses the mask by in_interrupt(), which is true with bottom halves off and in
 * interrupts, or by in_atomic(); a lock that is chosen by in_interrupt() is let go of so.
 */
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

struct port {
	spinlock_t lock;
	struct mutex setup;
	struct timer_list timer;
	void *buf;
};

static gfp_t port_mask(void)
{
	return in_interrupt() ? GFP_ATOMIC : GFP_KERNEL;
}

static gfp_t port_mask_atomic(void)
{
	gfp_t mask = GFP_KERNEL;

	if (in_atomic() || irqs_disabled())
		mask = GFP_ATOMIC;
	return mask;
}

void port_fill(struct port *p)
{
	spin_lock_bh(&p->lock);
	p->buf = kmalloc(64, port_mask());
	spin_unlock_bh(&p->lock);
}

void port_fill_atomic(struct port *p)
{
	spin_lock(&p->lock);
	p->buf = kmalloc(64, port_mask_atomic());
	spin_unlock(&p->lock);
}

static void port_timer(struct timer_list *t)
{
	struct port *p = from_timer(p, t, timer);

	p->buf = kmalloc(64, port_mask());
}

void port_start(struct port *p)
{
	timer_setup(&p->timer, port_timer, 0);
	mod_timer(&p->timer, jiffies + 1);
}

void port_lock_either(struct port *p)
{
	if (in_interrupt())
		spin_lock(&p->lock);
	else
		mutex_lock(&p->setup);
	p->buf = NULL;
	if (in_interrupt())
		spin_unlock(&p->lock);
	else
		mutex_unlock(&p->setup);
	if (!in_interrupt())
		msleep(1);
}
