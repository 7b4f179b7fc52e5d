/* SPDX-License-Identifier: Apache-2.0 */
/* A vendor's assert macro returns from the function with the lock held. */
#include <linux/printk.h>
#include <linux/spinlock.h>

#define RTW_ASSERT_RET(cond, ret) do { if (!(cond)) { pr_err("assert\n"); return (ret); } } while (0)

struct pool { spinlock_t lock; int n; int max; };

int pool_get(struct pool *p)
{
	int v;

	spin_lock_bh(&p->lock);
	RTW_ASSERT_RET(p->n < p->max, -1); /* want "unbalanced-context" */
	v = p->n++;
	spin_unlock_bh(&p->lock);
	return v;
}
