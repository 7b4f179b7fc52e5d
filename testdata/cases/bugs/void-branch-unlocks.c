/* SPDX-License-Identifier: Apache-2.0 */
/* Only one branch of a void function unlocks. */
#include <linux/mutex.h>

struct st { struct mutex lock; int mode; int v; };

void st_apply(struct st *s, int v)
{
	mutex_lock(&s->lock);
	switch (s->mode) {
	case 0:
		s->v = v;
		mutex_unlock(&s->lock);
		break;
	case 1:
		s->v = -v;
		break;
	default:
		mutex_unlock(&s->lock);
		break;
	}
} /* want "unbalanced-context" */
