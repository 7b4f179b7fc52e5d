/* a file that keeps what others hand it, and handles some itself, calls theirs as well */
#include <linux/interrupt.h>
#include "core.h"

static struct svc services[4];

static void control_rx(int x)
{
}

void svc_connect(struct svc *s, struct svc_request *r)
{
	s->id = r->id;
	s->ops = r->ops;
}

static irqreturn_t core_irq(int irq, void *data)
{
	struct svc *s = &services[irq & 3];

	s->ops.rx(1);
	return IRQ_HANDLED;
}

int core_start(int irq)
{
	struct svc_request r = { };

	r.ops.rx = control_rx;
	svc_connect(&services[0], &r);
	return request_irq(irq, core_irq, 0, "core", services);
}
