/* As quiet/size-of-message.c, but the buffer is too small for some machines. */
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/overflow.h>
#include <linux/string.h>

struct msg_head {
	u8 version;
	u8 pad[7];
	__le64 object;
	void *owner;
};

struct msg_state {
	u8 version;
	u8 pad[3];
	u32 line;
	s64 time[2];
	u8 data[];
};

struct chan {
	spinlock_t lock;
	u32 id;
};

static int chan_ask(struct chan *c, u32 method, void *data, u32 size)
{
	struct {
		struct msg_head head;
		struct msg_state state;
	} *args;
	u32 all;
	u8 stack[64];

	if (check_add_overflow(sizeof(*args), size, &all))
		return -12;
	if (all > sizeof(stack)) {
		args = kmalloc(all, GFP_KERNEL); /* want "alloc-in-atomic" */
		if (!args)
			return -12;
	} else {
		args = (void *)stack;
	}
	args->head.version = method;
	memcpy(args->state.data, data, size);
	chan_send(c, args, all);
	if (args != (void *)stack)
		kfree(args);
	return 0;
}

int chan_state(struct chan *c)
{
	struct msg_state s = { .version = 0 };
	int err;

	spin_lock(&c->lock);
	err = chan_ask(c, 1, &s, sizeof(s));
	spin_unlock(&c->lock);
	return err;
}
