/* SPDX-License-Identifier: Apache-2.0 */
/* The Makefile has the other half of the driver not built. */
#include <linux/spinlock.h>
#include "foo.h"

void foo_send(struct foo *f)
{
	spin_lock(&f->lock);
	foo_slow_send(f);
	spin_unlock(&f->lock);
}
