/* SPDX-License-Identifier: Apache-2.0 */
/* Inner and outer saved flags; interrupts are on again only after the outer restore, where the sleep is. */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/spinlock.h>

struct foo {
	spinlock_t a, b;
	int n;
};

static void foo_inner(struct foo *f)
{
	unsigned long flags;

	spin_lock_irqsave(&f->b, flags);
	f->n++;
	spin_unlock_irqrestore(&f->b, flags);
}

void foo_outer(struct foo *f)
{
	unsigned long flags, flags2;

	local_irq_save(flags);
	spin_lock(&f->a);
	foo_inner(f);
	spin_unlock(&f->a);
	local_irq_restore(flags);
	msleep(1);

	spin_lock_irqsave(&f->a, flags);
	spin_lock_irqsave_nested(&f->b, flags2, SINGLE_DEPTH_NESTING);
	spin_unlock(&f->a);
	f->n--;
	spin_unlock_irqrestore(&f->b, flags2);
	local_irq_restore(flags);
	msleep(1);
}
