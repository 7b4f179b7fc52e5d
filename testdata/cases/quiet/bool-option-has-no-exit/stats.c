// SPDX-License-Identifier: GPL-2.0
/* The option is bool: what registers an exit is never unloaded. */
#include <linux/module.h>
#include <linux/timer.h>

static struct timer_list stats_timer;
static unsigned long stats_rounds;

static void stats_tick(struct timer_list *t)
{
	stats_rounds++;
	mod_timer(&stats_timer, jiffies + HZ);
}

static int __init stats_init(void)
{
	timer_setup(&stats_timer, stats_tick, 0);
	mod_timer(&stats_timer, jiffies + HZ);
	return 0;
}

static void __exit stats_exit(void)
{
	pr_info("%lu rounds\n", stats_rounds);
}

module_init(stats_init);
module_exit(stats_exit);
