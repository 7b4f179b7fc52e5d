/* The timer is set up with another function before it is started; the first one is called
   by a thread only. And a timer is started only where the flag is set that its function asks. */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/timer.h>

struct slot {
	struct timer_list button;
	struct hrtimer debounce;
	bool fast;
	int state;
};

void slot_thread(struct timer_list *t)
{
	struct slot *s = from_timer(s, t, button);

	s->state = 0;
	msleep(10);
}

static void slot_wake(struct timer_list *t)
{
	struct slot *s = from_timer(s, t, button);

	s->state = 1;
}

void slot_pressed(struct slot *s)
{
	timer_setup(&s->button, slot_wake, 0);
	s->button.expires = jiffies + HZ;
	add_timer(&s->button);
}

static enum hrtimer_restart slot_debounce(struct hrtimer *t)
{
	struct slot *s = container_of(t, struct slot, debounce);

	if (!s->fast)
		msleep(1);
	return HRTIMER_NORESTART;
}

void slot_irq(struct slot *s)
{
	if (s->fast)
		hrtimer_start(&s->debounce, 0, HRTIMER_MODE_REL);
}

void slot_init(struct slot *s, bool fast)
{
	s->fast = fast;
	timer_setup(&s->button, slot_thread, 0);
	hrtimer_init(&s->debounce, CLOCK_REALTIME, HRTIMER_MODE_REL);
	s->debounce.function = slot_debounce;
}
