/* quiet: spin_lock_irqsave nested in local_irq_save, restored in order, and only then it sleeps */
#include <linux/spinlock.h>
#include <linux/irqflags.h>
#include <linux/delay.h>

struct ins { spinlock_t a; raw_spinlock_t b; int v; };

int ins_do(struct ins *i)
{
	unsigned long f1, f2;

	local_irq_save(f1);
	spin_lock(&i->a);
	raw_spin_lock_irqsave(&i->b, f2);
	i->v++;
	raw_spin_unlock(&i->b);
	spin_unlock(&i->a);
	local_irq_restore(f2);
	local_irq_restore(f1);
	fsleep(1000);
	return i->v;
}
