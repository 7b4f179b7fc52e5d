/* SPDX-License-Identifier: Apache-2.0 */
/* One case of a switch keeps bottom halves off. */
#include <linux/bottom_half.h>
#include <linux/errno.h>

struct tbl { int kind; int v[8]; };

int tbl_set(struct tbl *t, int i, int v)
{
	local_bh_disable();
	switch (t->kind) {
	case 0:
		t->v[i] = v;
		break;
	case 1:
		t->v[i] += v;
		break;
	default:
		return -EOPNOTSUPP; /* want "unbalanced-context" */
	}
	local_bh_enable();
	return 0;
}
