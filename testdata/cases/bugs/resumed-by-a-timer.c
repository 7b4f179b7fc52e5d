/* A timer runs whether the device is active or not. */
#include <linux/timer.h>
#include <linux/pm_runtime.h>

struct engine {
	struct device *dev;
	struct timer_list timer;
	void __iomem *regs;
};

static void engine_tick(struct timer_list *t)
{
	struct engine *e = from_timer(e, t, timer);

	pm_runtime_get_sync(e->dev);	/* want "sleep-in-atomic" */
	writel(1, e->regs);
	pm_runtime_put(e->dev);
}

void engine_start(struct engine *e)
{
	timer_setup(&e->timer, engine_tick, 0);
	mod_timer(&e->timer, jiffies + HZ);
}
