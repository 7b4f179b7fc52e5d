/* SPDX-License-Identifier: Apache-2.0 */
#include "qux.h"

void qux_i2c_write(struct qux *q, u32 v)
{
	i2c_smbus_write_byte_data(q->client, 0, v);
}
