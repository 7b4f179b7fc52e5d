/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/spinlock.h>

struct wx { spinlock_t lock; };
int wx_io(struct wx *w);

int wx_b_run(struct wx *w)
{
	int ret;

	spin_lock(&w->lock);
	ret = wx_io(w);
	spin_unlock(&w->lock);
	return ret;
}
