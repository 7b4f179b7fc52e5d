/* SPDX-License-Identifier: Apache-2.0 */
/* A flag in the request on the stack says whether the helper may wait. */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/string.h>

struct request_args {
	unsigned int cmd;
	unsigned int nowait : 1;
	unsigned int flush : 1;
};

struct fw { spinlock_t lock; u32 status; };

static int fw_issue(struct fw *f, const struct request_args *args)
{
	int n = 100;

	while (f->status && n--) {
		if (args->nowait)
			udelay(1);
		else
			usleep_range(10, 20);
	}
	return f->status ? -ETIMEDOUT : 0;
}

int fw_kick(struct fw *f)
{
	struct request_args args = {
		.cmd = 3,
		.nowait = 1,
	};
	int ret;

	spin_lock(&f->lock);
	ret = fw_issue(f, &args);
	spin_unlock(&f->lock);
	return ret;
}

int fw_boot(struct fw *f)
{
	struct request_args args;

	memset(&args, 0, sizeof(args));
	args.cmd = 1;
	return fw_issue(f, &args);
}
