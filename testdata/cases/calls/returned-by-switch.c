/* SPDX-License-Identifier: Apache-2.0 */
/* a function returns the handler for a type, in a switch */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

typedef void (*rx_fn)(const u8 *data, size_t len);

static void rx_fast(const u8 *data, size_t len)
{
}

static void rx_slow(const u8 *data, size_t len)
{
	msleep(len); /* want "sleep-in-atomic" */
}

static rx_fn rx_lookup(unsigned int type)
{
	rx_fn fn = NULL;

	switch (type) {
	case 0 ... 3:
		fn = rx_fast;
		break;
	case 4:
		fn = rx_slow;
		fallthrough;
	default:
		break;
	}
	return fn;
}

void rx(unsigned int type, const u8 *data, size_t len)
{
	rx_fn fn;

	fn = rx_lookup(type);
	if (!fn)
		return;
	spin_lock_bh(&lock);
	fn(data, len);
	spin_unlock_bh(&lock);
}
