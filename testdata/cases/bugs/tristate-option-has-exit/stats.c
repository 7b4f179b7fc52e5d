// SPDX-License-Identifier: GPL-2.0
/* The option may be m: the timer runs on in memory that is gone. */
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
} /* want "free-before-quiesce" */

module_init(stats_init);
module_exit(stats_exit);
