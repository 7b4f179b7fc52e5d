/* bug: system_bh_wq runs the work in softirq, and it sleeps */
#include <linux/workqueue.h>
#include <linux/delay.h>
#include <linux/interrupt.h>

struct bws { struct work_struct w; int n; };

static void bws_fn(struct work_struct *w)
{
	struct bws *b = container_of(w, struct bws, w);

	b->n++;
	usleep_range(10, 20);	/* want "sleep-in-atomic" */
}

static irqreturn_t bws_irq(int irq, void *d)
{
	struct bws *b = d;

	queue_work(system_bh_wq, &b->w);
	return IRQ_HANDLED;
}

int bws_init(struct bws *b, int irq)
{
	INIT_WORK(&b->w, bws_fn);
	return request_irq(irq, bws_irq, 0, "bws", b);
}
