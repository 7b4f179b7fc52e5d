/* bug: CMD_FLUSH falls through to the branch that sleeps, and the timer sends it */
#include <linux/timer.h>
#include <linux/delay.h>
#include <linux/io.h>

enum fx_cmd { FX_PING, FX_FLUSH, FX_RESET };
struct fx { struct timer_list t; void __iomem *r; };

static int fx_do(struct fx *f, enum fx_cmd c)
{
	switch (c) {
	case FX_PING:
		return readl(f->r);
	case FX_FLUSH:
		writel(1, f->r);
		fallthrough;
	case FX_RESET:
		msleep(5);	/* want "sleep-in-atomic" */
		return 0;
	}
	return -EINVAL;
}

static void fx_timer(struct timer_list *t)
{
	struct fx *f = from_timer(f, t, t);

	if (fx_do(f, FX_PING))
		fx_do(f, FX_FLUSH);
}

void fx_init(struct fx *f)
{
	timer_setup(&f->t, fx_timer, 0);
	mod_timer(&f->t, jiffies + HZ);
}
