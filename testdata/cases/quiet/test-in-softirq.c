/* quiet: the helper asks before it sleeps */
#include <linux/preempt.h>
#include <linux/interrupt.h>
#include <linux/delay.h>
#include <linux/irqflags.h>

struct tis { struct tasklet_struct t; int n; };

static void tis_settle(struct tis *t)
{
	if (in_softirq() || irqs_disabled())
		udelay(10);
	else
		usleep_range(10, 30);
	t->n++;
}

static void tis_tasklet(struct tasklet_struct *tl)
{
	struct tis *t = from_tasklet(t, tl, t);

	tis_settle(t);
}

void tis_do(struct tis *t)
{
	unsigned long flags;

	tasklet_setup(&t->t, tis_tasklet);
	local_irq_save(flags);
	tis_settle(t);
	local_irq_restore(flags);
	tis_settle(t);
}
