/* SPDX-License-Identifier: Apache-2.0 */
/* Two labels: one drops the lock first, the other is reached without it. */
#include <linux/slab.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct q {
	spinlock_t lock;
	struct mutex m;
	int n, max;
};

int q_add(struct q *q, int n)
{
	int ret = 0;
	int *p;

	p = kmalloc(sizeof(*p), GFP_KERNEL);
	if (!p) {
		ret = -ENOMEM;
		goto out;
	}
	spin_lock_bh(&q->lock);
	if (q->n == q->max) {
		ret = -ENOSPC;
		goto unlock;
	}
	if (n < 0) {
		spin_unlock_bh(&q->lock);
		ret = -EINVAL;
		goto free;
	}
	q->n += n;
unlock:
	spin_unlock_bh(&q->lock);
free:
	kfree(p);
out:
	mutex_lock(&q->m);
	q->max++;
	mutex_unlock(&q->m);
	return ret;
}
