/* bug: the timer's error path calls the common stop, which waits for the timer */
#include <linux/timer.h>
#include <linux/io.h>

struct tds { struct timer_list t; void __iomem *r; bool up; };

static void tds_stop(struct tds *d)
{
	d->up = false;
	writel(0, d->r);
	del_timer_sync(&d->t);	/* want "wait-on-self" */
}

static void tds_fire(struct timer_list *t)
{
	struct tds *d = from_timer(d, t, t);

	if (readl(d->r) & 0x80000000) {
		tds_stop(d);
		return;
	}
	mod_timer(&d->t, jiffies + 10);
}

void tds_start(struct tds *d)
{
	timer_setup(&d->t, tds_fire, 0);
	d->up = true;
	mod_timer(&d->t, jiffies + 10);
}
