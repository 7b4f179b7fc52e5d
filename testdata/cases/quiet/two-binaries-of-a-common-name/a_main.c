/* SPDX-License-Identifier: Apache-2.0 */
/* Both modules have a global wx_io(): each main calls its own. */
#include <linux/mutex.h>

struct wx { struct mutex lock; };
int wx_io(struct wx *w);

int wx_a_run(struct wx *w)
{
	int ret;

	mutex_lock(&w->lock);
	ret = wx_io(w);
	mutex_unlock(&w->lock);
	return ret;
}
