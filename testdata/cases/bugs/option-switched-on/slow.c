/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/delay.h>
#include <linux/spinlock.h>
#include "foo.h"

void foo_slow_send(struct foo *f)
{
	msleep(10); /* want "sleep-in-atomic" */
	f->n++;
}
