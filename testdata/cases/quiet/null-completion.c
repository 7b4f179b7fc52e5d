/* SPDX-License-Identifier: Apache-2.0 */
/* Without a completion the helper does not wait. */
#include <linux/completion.h>
#include <linux/spinlock.h>

struct cmd { struct completion *done; u32 op; };
struct fw { spinlock_t lock; struct cmd *cur; };

static int fw_send(struct fw *f, struct cmd *c, struct completion *done)
{
	c->done = done;
	f->cur = c;
	if (!done)
		return 0;
	return wait_for_completion_timeout(done, HZ) ? 0 : -ETIMEDOUT;
}

int fw_post(struct fw *f, struct cmd *c)
{
	int ret;

	spin_lock(&f->lock);
	ret = fw_send(f, c, NULL);
	spin_unlock(&f->lock);
	return ret;
}

int fw_call(struct fw *f, struct cmd *c)
{
	DECLARE_COMPLETION_ONSTACK(done);

	return fw_send(f, c, &done);
}
