/* SPDX-License-Identifier: Apache-2.0 */
/* The label releases only the inner lock. */
#include <linux/mutex.h>
#include <linux/errno.h>

struct pair { struct mutex a, b; int v; };

int pair_set(struct pair *p, int v)
{
	int ret = 0;

	mutex_lock(&p->a);
	mutex_lock(&p->b);
	if (v < 0) {
		ret = -EINVAL;
		goto unlock_b;
	}
	p->v = v;
	mutex_unlock(&p->b);
	mutex_unlock(&p->a);
	return 0;

unlock_b:
	mutex_unlock(&p->b);
	return ret; /* want "unbalanced-context" */
}
