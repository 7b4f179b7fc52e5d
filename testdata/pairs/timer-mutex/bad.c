/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/interrupt.h>

struct modem {
	struct mutex lock;
	struct timer_list watchdog;
	struct work_struct reset;
	int resets;
};

static void modem_do_reset(struct modem *modem)
{
	mutex_lock(&modem->lock);	/* want "sleep-in-atomic: mutex_lock" */
	modem->resets++;
	mutex_unlock(&modem->lock);
}

static void modem_reset_work(struct work_struct *work)
{
	modem_do_reset(container_of(work, struct modem, reset));
}

static void modem_watchdog(struct timer_list *t)
{
	struct modem *modem = from_timer(modem, t, watchdog);

	modem_do_reset(modem);
}

void modem_init(struct modem *modem)
{
	mutex_init(&modem->lock);
	INIT_WORK(&modem->reset, modem_reset_work);
	timer_setup(&modem->watchdog, modem_watchdog, 0);
}
