#include <linux/interrupt.h>
#include <linux/delay.h>

struct event {
	void (*run)(struct event *e);
	int irq;
};

struct board {
	struct event events[2];
};

static void board_fault(struct event *e)
{
	msleep(5); /* want "sleep-in-atomic: msleep" */
}

static void board_tick(struct event *e)
{
	e->irq++;
}

static void board_run(struct event *e)
{
	e->run(e);
}

static irqreturn_t board_handler(int irq, void *data)
{
	struct event *e = data;

	board_run(e);
	return IRQ_HANDLED;
}

int board_setup(struct board *b)
{
	int err;

	b->events[0].run = board_tick;
	b->events[1].run = board_fault;
	err = request_irq(b->events[0].irq, board_handler, 0, "tick", &b->events[0]);
	if (err)
		return err;
	return request_irq(b->events[1].irq, board_handler, 0, "fault", &b->events[1]);
}
