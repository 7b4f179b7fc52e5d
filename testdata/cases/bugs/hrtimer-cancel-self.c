/* SPDX-License-Identifier: Apache-2.0 */
/* The callback reaches hrtimer_cancel() of its own timer through the stop helper. */
#include <linux/gpio/consumer.h>
#include <linux/hrtimer.h>

struct beep {
	struct hrtimer timer;
	struct gpio_desc *pin;
	int left;
};

static void beep_stop(struct beep *b)
{
	hrtimer_cancel(&b->timer); /* want "wait-on-self" */
	b->left = 0;
}

static enum hrtimer_restart beep_fn(struct hrtimer *t)
{
	struct beep *b = container_of(t, struct beep, timer);

	gpiod_set_value_cansleep(b->pin, b->left & 1); /* want "sleep-in-atomic" */
	if (!--b->left) {
		beep_stop(b);
		return HRTIMER_NORESTART;
	}
	hrtimer_forward_now(t, ms_to_ktime(5));
	return HRTIMER_RESTART;
}

void beep_start(struct beep *b, int n)
{
	b->left = n;
	hrtimer_init(&b->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	b->timer.function = beep_fn;
	hrtimer_start(&b->timer, ms_to_ktime(5), HRTIMER_MODE_REL);
}
