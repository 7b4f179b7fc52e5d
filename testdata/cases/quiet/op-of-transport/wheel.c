/* The driver of a device that is made for one transport, which has the op. */
#include <linux/spinlock.h>
#include "core.h"

struct wheel {
	spinlock_t lock;
	struct link *link;
};

void wheel_set_range(struct wheel *w, int range)
{
	spin_lock(&w->lock);
	link_request(w->link, range);
	spin_unlock(&w->lock);
}
