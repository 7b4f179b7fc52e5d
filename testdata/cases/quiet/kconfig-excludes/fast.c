/* SPDX-License-Identifier: Apache-2.0 */
#include "qux.h"

void qux_fast_write(struct qux *q, u32 v)
{
	writel(v, q->base);
}
