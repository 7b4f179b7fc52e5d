/* As quiet/asked-not-to-wait.c, but each asks for the wait. */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/completion.h>
#include <linux/bits.h>

#define ASK_CLEAR	BIT(0)
#define ASK_NOWAIT	BIT(1)

struct ask {
	void *data;
	int len;
	bool async;
};

struct box {
	spinlock_t lock;
	struct completion done;
	long left;
	int n;
};

static bool ask_nowait(int flags)
{
	return flags & ASK_NOWAIT;
}

static int box_command(struct box *b, bool nowait)
{
	if (nowait)
		return 0;
	msleep(10); /* want "sleep-in-atomic" */
	return 1;
}

static int box_entry(struct box *b, int flags)
{
	if (flags & ASK_CLEAR)
		return 0;
	return box_command(b, ask_nowait(flags));
}

int box_change(struct box *b, int valid)
{
	int flags = (valid ? 0 : ASK_CLEAR) | BIT(2);
	int err;

	spin_lock(&b->lock);
	err = box_entry(b, flags);
	spin_unlock(&b->lock);
	return err;
}

static int box_ask(struct box *b, const struct ask *a)
{
	if (box_send(b, a->data, a->len))
		return -1;
	if (a->async)
		return 0;
	wait_for_completion_timeout(&b->done, 100); /* want "sleep-in-atomic" */
	return 1;
}

int box_ask_all(struct box *b)
{
	struct ask a = {};
	int i, err = 0;

	a.async = false;
	spin_lock(&b->lock);
	for (i = 0; i < b->n; i++) {
		a.data = b;
		a.len = i;
		err = box_ask(b, &a);
		if (err < 0)
			break;
	}
	spin_unlock(&b->lock);
	return err;
}

static int box_attach(struct box *b, long *left)
{
	if (!*left)
		return -11;
	*left = schedule_timeout(*left); /* want "sleep-in-atomic" */
	return 1;
}

static int box_post(struct box *b, int nonblock)
{
	long left = nonblock ? 0 : b->left;
	int err;

again:
	err = box_attach(b, &left);
	if (err == 1)
		goto again;
	return err;
}

int box_post_now(struct box *b)
{
	int err;

	spin_lock(&b->lock);
	err = box_post(b, false);
	spin_unlock(&b->lock);
	return err;
}

static void box_answer(struct box *b, int kind)
{
	if (kind == 2)
		msleep(1); /* want "sleep-in-atomic" */
	else
		udelay(kind);
}

void box_answers(struct box *b)
{
	int kind, more;

	spin_lock(&b->lock);
	do {
		kind = more = 0;
		if (box_is_event(b))
			kind = 2;
		box_answer(b, kind);
	} while (box_next(b));
	spin_unlock(&b->lock);
}
