/* SPDX-License-Identifier: Apache-2.0 */
/* Labels in the order of the locks; interruptible locks may fail. */
#include <linux/mutex.h>
#include <linux/errno.h>

struct pair { struct mutex a, b; int v; };

int pair_set(struct pair *p, int v)
{
	int ret;

	ret = mutex_lock_interruptible(&p->a);
	if (ret)
		return ret;
	if (mutex_lock_killable(&p->b)) {
		ret = -EINTR;
		goto unlock_a;
	}
	if (v < 0) {
		ret = -EINVAL;
		goto unlock_b;
	}
	p->v = v;
unlock_b:
	mutex_unlock(&p->b);
unlock_a:
	mutex_unlock(&p->a);
	return ret;
}
