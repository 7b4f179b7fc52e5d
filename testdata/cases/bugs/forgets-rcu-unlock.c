/* SPDX-License-Identifier: Apache-2.0 */
/* goto to the label below the unlock. */
#include <linux/rcupdate.h>
#include <linux/errno.h>

struct cfg { int mode; int id; };
struct dev_state { struct cfg __rcu *cfg; int last; };

int read_mode(struct dev_state *d)
{
	struct cfg *c;
	int ret;

	rcu_read_lock();
	c = rcu_dereference(d->cfg);
	if (!c) {
		ret = -ENODEV;
		goto out;
	}
	ret = c->mode;
	rcu_read_unlock();
out:
	d->last = ret;
	return ret; /* want "unbalanced-context" */
}
