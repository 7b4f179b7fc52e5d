/* SPDX-License-Identifier: Apache-2.0 */
/* What fits the buffer on the stack is not allocated; under the lock the size is known. */
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#define MSG_HDR 16

struct msg_hdr { u32 a, b, c, d; };

struct link { spinlock_t lock; };

static int link_send(struct link *l, const void *data, size_t len)
{
	u8 stack[64];
	u8 *buf = stack;

	if (len > sizeof(stack)) {
		buf = kmalloc(len, GFP_KERNEL);
		if (!buf)
			return -ENOMEM;
	}
	memcpy(buf, data, len);
	if (buf != stack)
		kfree(buf);
	return 0;
}

int link_ping(struct link *l)
{
	struct msg_hdr h = { 0 };
	int ret;

	spin_lock(&l->lock);
	ret = link_send(l, &h, sizeof(h));
	if (!ret)
		ret = link_send(l, &h, MSG_HDR + 4);
	spin_unlock(&l->lock);
	return ret;
}
