/* SPDX-License-Identifier: Apache-2.0 */
/* When the machine restarts, interrupts are off: what waits for them waits for ever. */
#include <linux/clk.h>
#include <linux/interrupt.h>
#include <linux/watchdog.h>

struct soc_wdt { struct clk *clk; int irq; };

static int soc_restart(struct watchdog_device *wdd, unsigned long action, void *data)
{
	struct soc_wdt *w = watchdog_get_drvdata(wdd);

	clk_prepare_enable(w->clk); /* want "sleep-in-atomic" */
	disable_irq(w->irq); /* want "sleep-in-atomic" */
	return 0;
}

static const struct watchdog_ops soc_ops = {
	.restart = soc_restart,
};
