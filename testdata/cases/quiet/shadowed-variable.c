/* SPDX-License-Identifier: Apache-2.0 */
/* An inner variable of the same name is another one. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct dev_state { spinlock_t lock; int n; };

void walk(struct dev_state *d, int k)
{
	bool held = false;

	if (d->n > k) {
		spin_lock(&d->lock);
		held = true;
	}
	for (int i = 0; i < k; i++) {
		bool held = i & 1;

		if (held)
			d->n++;
	}
	if (!held)
		msleep(1);
	else
		spin_unlock(&d->lock);
}
