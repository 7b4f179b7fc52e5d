/* rows of a table, one of which each object has */
#include <linux/delay.h>
#include <linux/interrupt.h>

struct pipe_attr { int size; void (*recv)(int x); };
struct pipe { int size; void (*recv)(int x); };

static void recv_data(int x)
{
	msleep(10); /* want "sleep-in-atomic" */
}

static void recv_control(int x)
{
}

static const struct pipe_attr attrs[] = {
	{ .size = 1, .recv = recv_control },
	{ .size = 2, .recv = recv_data },
};

static struct pipe pipes[2];

static irqreturn_t pipe_irq(int irq, void *data)
{
	struct pipe *p = data;

	if (p->recv)
		p->recv(1);
	return IRQ_HANDLED;
}

void poll_pipe(struct pipe *p)
{
	if (p->recv)
		p->recv(0);
}

int start(int irq, int i)
{
	pipes[i].size = attrs[i].size;
	pipes[i].recv = attrs[i].recv;
	return request_irq(irq, pipe_irq, 0, "pipe", &pipes[i]);
}
