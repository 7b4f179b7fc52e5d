/* SPDX-License-Identifier: Apache-2.0 */
/* a const array of functions indexed by an enum; the index is known at one call */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

enum cmd { CMD_NOP, CMD_KICK, CMD_RESET, CMD_MAX };

static int do_nop(int x)
{
	return x;
}

static int do_kick(int x)
{
	udelay(x);
	return 0;
}

static int do_reset(int x)
{
	msleep(x); /* want "sleep-in-atomic" */
	return 0;
}

static int (* const cmds[CMD_MAX])(int) = {
	[CMD_NOP] = do_nop,
	[CMD_KICK] = do_kick,
	[CMD_RESET] = do_reset,
};

int run(unsigned int c, int x)
{
	int ret = -EINVAL;

	if (c >= ARRAY_SIZE(cmds) || !cmds[c])
		return ret;
	spin_lock(&lock);
	ret = (*cmds[c])(x);
	spin_unlock(&lock);
	return ret;
}
