/* One who starts the timer has set it up with another function, the other has not. And a
   timer is started whatever the flag says, or the flag changes after it was set up. */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/timer.h>

struct slot {
	struct timer_list button;
	struct hrtimer debounce;
	struct hrtimer late;
	bool fast;
	bool slow;
	int state;
};

static void slot_sleeps(struct timer_list *t)
{
	struct slot *s = from_timer(s, t, button);

	s->state = 0;
	msleep(10); /* want "sleep-in-atomic" */
}

static void slot_wake(struct timer_list *t)
{
	struct slot *s = from_timer(s, t, button);

	s->state = 1;
}

void slot_pressed(struct slot *s)
{
	timer_setup(&s->button, slot_wake, 0);
	add_timer(&s->button);
}

void slot_released(struct slot *s)
{
	add_timer(&s->button);
}

static enum hrtimer_restart slot_debounce(struct hrtimer *t)
{
	struct slot *s = container_of(t, struct slot, debounce);

	if (!s->fast)
		msleep(1); /* want "sleep-in-atomic" */
	return HRTIMER_NORESTART;
}

static enum hrtimer_restart slot_late(struct hrtimer *t)
{
	struct slot *s = container_of(t, struct slot, late);

	if (!s->slow)
		msleep(1); /* want "sleep-in-atomic" */
	return HRTIMER_NORESTART;
}

void slot_irq(struct slot *s)
{
	hrtimer_start(&s->debounce, 0, HRTIMER_MODE_REL);
	if (s->slow)
		hrtimer_start(&s->late, 0, HRTIMER_MODE_REL);
}

void slot_mode(struct slot *s, bool slow)
{
	s->slow = slow;
}

void slot_init(struct slot *s, bool fast)
{
	s->fast = fast;
	timer_setup(&s->button, slot_sleeps, 0);
	hrtimer_init(&s->debounce, CLOCK_REALTIME, HRTIMER_MODE_REL);
	s->debounce.function = slot_debounce;
	hrtimer_init(&s->late, CLOCK_REALTIME, HRTIMER_MODE_REL);
	s->late.function = slot_late;
}
