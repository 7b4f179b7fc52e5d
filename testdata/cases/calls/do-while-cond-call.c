/* call: in the condition of a do-while with the timer's lock held by a macro wrapper */
#include <linux/hrtimer.h>
#include <linux/delay.h>
#include <linux/io.h>

struct dwc { struct hrtimer t; void __iomem *r; };

static bool dwc_busy(struct dwc *d)
{
	fsleep(100);	/* want "sleep-in-atomic" */
	return readl(d->r);
}

static enum hrtimer_restart dwc_fire(struct hrtimer *t)
{
	struct dwc *d = container_of(t, struct dwc, t);
	int n = 0;

	do {
		writel(n, d->r);
	} while (++n < 5 && dwc_busy(d));
	return HRTIMER_NORESTART;
}

void dwc_init(struct dwc *d)
{
	hrtimer_setup(&d->t, dwc_fire, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&d->t, 100, HRTIMER_MODE_REL);
}
