/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/i2c.h>
#include <linux/io.h>
#include <linux/spinlock.h>

struct qux { spinlock_t lock; u32 shadow; void __iomem *base; struct i2c_client *client; };
void qux_i2c_write(struct qux *q, u32 v);
void qux_fast_write(struct qux *q, u32 v);
void qux_update(struct qux *q, u32 v);
