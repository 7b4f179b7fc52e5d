#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/delay.h>

struct queue;

struct guard_ops {
	void (*enter)(struct queue *q);
	void (*leave)(struct queue *q);
};

struct queue {
	const struct guard_ops *guard;
	spinlock_t spin;
	struct mutex mutex;
	int depth;
};

static void enter_spin(struct queue *q)
{
	spin_lock(&q->spin);
}

static void leave_spin(struct queue *q)
{
	spin_unlock(&q->spin);
}

static const struct guard_ops fast_guard = { .enter = enter_spin, .leave = leave_spin };

static void enter_mutex(struct queue *q)
{
	mutex_lock(&q->mutex);
}

static void leave_mutex(struct queue *q)
{
	mutex_unlock(&q->mutex);
}

static void no_guard(struct queue *q)
{
}

static const struct guard_ops slow_guard = { .enter = enter_mutex, .leave = leave_mutex };
static const struct guard_ops without_guard = { .enter = no_guard, .leave = no_guard };

void queue_init(struct queue *q, int kind)
{
	spin_lock_init(&q->spin);
	mutex_init(&q->mutex);
	q->guard = kind == 0 ? &fast_guard : kind == 1 ? &slow_guard : &without_guard;
}

void queue_drain(struct queue *q)
{
	q->guard->enter(q);
	while (q->depth)
		msleep(1); /* want "sleep-in-atomic: msleep" */
	q->guard->leave(q);
	msleep(2);
}
