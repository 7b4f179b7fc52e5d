/* Functions that are bound where a flag is so, which is changed later, or bound elsewhere as well. */
#include <linux/timer.h>
#include <linux/mutex.h>
#include <linux/delay.h>

struct box {
	struct timer_list timer;
	struct timer_list late;
	struct timer_list twice;
	struct mutex m;
	bool used;
	bool slow;
	bool other;
};

static void box_timer(struct timer_list *t)
{
	struct box *b = container_of(t, struct box, timer);

	if (b->used)
		msleep(1); /* want "sleep-in-atomic" */
}

int box_start(struct box *b)
{
	if (b->used)
		return 0;
	timer_setup(&b->timer, box_timer, 0);
	b->used = true;
	return 0;
}

static void box_late(struct timer_list *t)
{
	struct box *b = container_of(t, struct box, late);

	if (b->slow)
		msleep(1); /* want "sleep-in-atomic" */
}

int box_start_late(struct box *b)
{
	if (!b->slow)
		timer_setup(&b->late, box_late, 0);
	return 0;
}

void box_slow(struct box *b)
{
	b->slow = true;
}

static void box_twice(struct timer_list *t)
{
	struct box *b = container_of(t, struct box, twice);

	if (b->other)
		msleep(1); /* want "sleep-in-atomic" */
}

void box_start_twice(struct box *b, int n)
{
	b->other = n > 1;
	if (!b->other)
		timer_setup(&b->twice, box_twice, 0);
	else if (n > 2)
		timer_setup(&b->twice, box_twice, 0);
}

static bool direct;

static void box_direct(struct timer_list *t)
{
	struct box *b = container_of(t, struct box, late);

	if (!direct)
		msleep(1); /* want "sleep-in-atomic" */
}

int box_set_up(struct box *b, int n)
{
	if (!direct)
		return 0;
	timer_setup(&b->late, box_direct, 0);
	return 1;
}

void box_direct_off(struct box *b)
{
	direct = false;
}
