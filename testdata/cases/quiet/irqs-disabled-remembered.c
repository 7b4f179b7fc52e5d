/* SPDX-License-Identifier: Apache-2.0 */
/* Whether sleeping is allowed is computed from the context and kept. */
#include <linux/delay.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/spinlock.h>

struct nvm { spinlock_t lock; int busy; };

static void nvm_wait(struct nvm *n)
{
	bool nosleep = in_atomic() || irqs_disabled();

	while (n->busy) {
		if (nosleep)
			udelay(10);
		else
			usleep_range(10, 20);
	}
}

void nvm_panic_write(struct nvm *n)
{
	unsigned long flags;

	spin_lock_irqsave(&n->lock, flags);
	nvm_wait(n);
	spin_unlock_irqrestore(&n->lock, flags);
}
