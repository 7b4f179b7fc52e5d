/* SPDX-License-Identifier: Apache-2.0 */
/* the index is a constant, so the sleeping element is not called here */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

enum cmd { CMD_KICK, CMD_RESET };

struct entry { const char *name; int (*fn)(int x); };

static int do_kick(int x)
{
	udelay(x);
	return 0;
}

static int do_reset(int x)
{
	msleep(x);
	return 0;
}

static const struct entry entries[] = {
	[CMD_KICK] = { "kick", do_kick },
	[CMD_RESET] = { .name = "reset", .fn = do_reset },
};

static int run(const struct entry *e, int x)
{
	return e->fn(x);
}

void kick(void)
{
	spin_lock(&lock);
	run(&entries[CMD_KICK], 1);
	spin_unlock(&lock);
	run(&entries[CMD_RESET], 1);
}
