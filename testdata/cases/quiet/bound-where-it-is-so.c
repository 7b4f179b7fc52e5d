/* Functions that are bound only where a flag is set, which decides again in them. */
#include <linux/interrupt.h>
#include <linux/workqueue.h>
#include <linux/jump_label.h>
#include <linux/delay.h>
#include <linux/timer.h>
#include <linux/mutex.h>
#include <linux/leds.h>

static DEFINE_STATIC_KEY_FALSE(fast_boxes);

struct box {
	struct led_classdev led;
	struct timer_list timer;
	struct timer_list late;
	struct mutex m;
	bool slow;
	bool async;
	bool used;
	int kind;
};

static void box_led_set(struct led_classdev *led, enum led_brightness value)
{
	struct box *b = container_of(led, struct box, led);

	if (b->slow)
		msleep(1);
	else
		udelay(1);
}

int box_led(struct box *b)
{
	b->slow = box_is_slow(b);
	if (!b->slow)
		b->led.brightness_set = box_led_set;
	return 0;
}

static void box_end(struct box *b, bool dirty)
{
	if (b->async && dirty)
		return;
	if (dirty)
		mutex_lock(&b->m);
}

static void box_timer(struct timer_list *t)
{
	struct box *b = container_of(t, struct box, timer);

	box_end(b, b->kind);
}

static void box_arm(struct box *b)
{
	if (b->async)
		timer_setup(&b->timer, box_timer, 0);
}

int box_start(struct box *b, int n)
{
	if (n)
		b->async = true;
	else
		b->async = false;
	box_arm(b);
	return 0;
}

static void box_late(struct timer_list *t)
{
	struct box *b = container_of(t, struct box, late);

	if (static_branch_unlikely(&fast_boxes))
		return;
	mutex_lock(&b->m);
}

void box_arm_late(struct box *b)
{
	if (static_branch_unlikely(&fast_boxes))
		timer_setup(&b->late, box_late, 0);
}

static bool direct;

static void box_direct(struct timer_list *t)
{
	struct box *b = container_of(t, struct box, late);

	if (direct)
		return;
	mutex_lock(&b->m);
}

int box_set_up(struct box *b, int n)
{
	direct = n & 1;
	if (!direct)
		return 0;
	timer_setup(&b->late, box_direct, 0);
	return 1;
}
