/* As quiet/work-before-user.c, but who calls schedule() goes on as if interrupts were still off. */
#include <linux/irqflags.h>
#include <linux/sched.h>

struct q {
	int n;
};

int q_wait(struct q *q)
{
	local_irq_disable();
	while (!q->n)
		schedule(); /* want "sleep-in-atomic" */
	q->n--;
	local_irq_enable();
	return 0;
}

int q_wait_some(struct q *q, int n)
{
	local_irq_disable();
	while (!q->n) {
		schedule(); /* want "sleep-in-atomic" */
		if (n-- == 0)
			break;
		local_irq_disable();
	}
	q->n--;
	local_irq_enable();
	return 0;
}
