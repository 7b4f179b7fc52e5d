/* SPDX-License-Identifier: Apache-2.0 */
/* The lock exists with one symbol, the sleeping accessor with the other, which excludes it. */
#include "qux.h"

void qux_update(struct qux *q, u32 v)
{
#ifdef CONFIG_QUX_FAST
	spin_lock(&q->lock);
#endif
	q->shadow = v;
#ifdef CONFIG_QUX_I2C
	qux_i2c_write(q, v);
#endif
#ifdef CONFIG_QUX_FAST
	qux_fast_write(q, v);
	spin_unlock(&q->lock);
#endif
}
