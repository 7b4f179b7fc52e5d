/* A transport without a request op gets a buffer and the raw one. */
#include <linux/slab.h>
#include "core.h"

static void generic_request(struct link *l, int what)
{
	void *buf = kzalloc(64, GFP_KERNEL);

	if (buf)
		l->ops->raw(l, buf);
	kfree(buf);
}

void link_request(struct link *l, int what)
{
	if (l->ops->request) {
		l->ops->request(l, what);
		return;
	}
	generic_request(l, what);
}
