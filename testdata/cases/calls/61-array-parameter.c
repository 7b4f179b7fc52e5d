/* SPDX-License-Identifier: Apache-2.0 */
/* an array of functions is handed to a helper that calls each */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct codec;
typedef int (*step_fn)(struct codec *c);

static DEFINE_SPINLOCK(lock);

static int settle(struct codec *c)
{
	msleep(5); /* want "sleep-in-atomic" */
	return 0;
}

static int poke(struct codec *c)
{
	udelay(5);
	return 0;
}

static const step_fn power_up[] = { poke, settle };
static const step_fn power_down[] = { poke, poke };

static int run_steps(struct codec *c, const step_fn *steps, int n)
{
	int i, ret = 0;

	for (i = 0; i < n && !ret; i++)
		ret = steps[i](c);
	return ret;
}

int codec_up(struct codec *c)
{
	int ret;

	spin_lock(&lock);
	ret = run_steps(c, power_up, 2);
	spin_unlock(&lock);
	return ret;
}

int codec_down(struct codec *c)
{
	return run_steps(c, power_down, 2);
}
