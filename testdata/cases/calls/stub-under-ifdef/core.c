/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/module.h>
#include "bar.h"

int bar_enable(struct bar *b, int on)
{
	int ret;

	spin_lock(&b->lock);
	b->on = on;
	ret = bar_led_set(b, on);
	spin_unlock(&b->lock);
	return ret;
}
EXPORT_SYMBOL_GPL(bar_enable);
