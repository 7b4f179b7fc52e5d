/* SPDX-License-Identifier: Apache-2.0 */
/* static_call() and its update */
#include <linux/delay.h>
#include <linux/spinlock.h>
#include <linux/static_call.h>

static DEFINE_SPINLOCK(lock);

static int plain(int x)
{
	return x;
}

static int sleeper(int x)
{
	msleep(x); /* want "sleep-in-atomic" */
	return x;
}

DEFINE_STATIC_CALL(step, plain);

void use_sleeper(void)
{
	static_call_update(step, sleeper);
}

void caller(void)
{
	spin_lock(&lock);
	static_call(step)(1);
	spin_unlock(&lock);
}
