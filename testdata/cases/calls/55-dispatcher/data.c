#include <linux/delay.h>
#include "core.h"

static void data_rx(int x)
{
	msleep(10); /* want "sleep-in-atomic" */
}

void data_start(struct svc *s)
{
	struct svc_request r = { };

	r.ops.rx = data_rx;
	svc_connect(s, &r);
}
