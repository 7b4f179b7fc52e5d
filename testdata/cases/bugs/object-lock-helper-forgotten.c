/* SPDX-License-Identifier: Apache-2.0 */
/* The device's own lock helper is paired on one path only. */
#include <linux/mutex.h>
#include <linux/errno.h>

struct cam { struct mutex lock; int streaming; int fmt; };

static inline void cam_lock(struct cam *c)
{
	mutex_lock(&c->lock);
}

static inline void cam_unlock(struct cam *c)
{
	mutex_unlock(&c->lock);
}

int cam_s_fmt(struct cam *c, int fmt)
{
	cam_lock(c);
	if (c->streaming)
		return -EBUSY; /* want "unbalanced-context" */
	c->fmt = fmt;
	cam_unlock(c);
	return 0;
}
