/* What else stands in the row, or the table, that has the function decides: that only rows of one kind are called at once, that the lock is dropped by the op beside the one that took it. */
#include <linux/spinlock.h>
#include <linux/interrupt.h>
#include <linux/delay.h>

struct box;

enum { AT_ONCE, BY_WORK };
enum { CMD_NONE, CMD_STATE, CMD_RESET, CMD_LAST };

struct row {
	int cmd;
	int how;
	void (*fn)(struct box *b);
};

struct wide_row {
	int cmd;
	int how;
	void (*fn)(struct box *b);
};

struct set_row {
	int cmd;
	int how;
	void (*fn)(struct box *b);
};

struct box {
	spinlock_t lock;
	int cmd;
	int state;
	const struct set_row *row;
};

static void box_state(struct box *b)
{
	b->state++;
}

static void box_reset(struct box *b)
{
	msleep(10);
}

/* positional, and found by number */
static const struct row by_number[CMD_LAST] = {
	{ CMD_NONE, AT_ONCE, NULL },
	{ CMD_STATE, AT_ONCE, box_state },
	{ CMD_RESET, BY_WORK, box_reset },
};

static irqreturn_t number_irq(int irq, void *data)
{
	struct box *b = data;
	const struct row *r = &by_number[b->cmd];

	if (!r->fn)
		return IRQ_NONE;
	if (r->how == BY_WORK)
		box_later(b);
	else
		r->fn(b);
	return IRQ_HANDLED;
}

/* written by a macro, and looked for */
#define ROW(_cmd, _fn, _how) { .cmd = _cmd, .fn = _fn, .how = _how }

static void box_restart(struct box *b)
{
	msleep(20);
}

static const struct wide_row looked_for[] = {
	ROW(CMD_STATE, box_state, AT_ONCE),
	ROW(CMD_RESET, box_restart, BY_WORK),
};

static irqreturn_t macro_irq(int irq, void *data)
{
	struct box *b = data;
	int i;

	for (i = 0; i < 2; i++) {
		const struct wide_row *r = &looked_for[i];

		if (r->cmd != b->cmd)
			continue;
		if (r->how == AT_ONCE) {
			r->fn(b);
			return IRQ_HANDLED;
		}
		box_later(b);
	}
	return IRQ_HANDLED;
}

/* behind a pointer that somebody else set */
static void box_remake(struct box *b)
{
	msleep(30);
}

static const struct set_row behind[] = {
	{ .cmd = CMD_STATE, .how = AT_ONCE, .fn = box_state },
	{ .cmd = CMD_RESET, .how = BY_WORK, .fn = box_remake },
};

int box_find(struct box *b)
{
	b->row = &behind[b->cmd];
	return 0;
}

static irqreturn_t pointer_irq(int irq, void *data)
{
	struct box *b = data;

	if (b->row->how == AT_ONCE)
		(*b->row->fn)(b);
	return IRQ_HANDLED;
}

int box_init(struct box *b, int irq)
{
	return request_irq(irq, number_irq, 0, "number", b) ||
	       request_irq(irq + 1, macro_irq, 0, "macro", b) ||
	       request_irq(irq + 2, pointer_irq, 0, "pointer", b);
}

/* the two ops of one table */
struct lock_ops {
	void (*take)(struct box *b);
	void (*drop)(struct box *b);
};

static void spin_take(struct box *b)
{
	spin_lock(&b->lock);
}

static void spin_drop(struct box *b)
{
	spin_unlock(&b->lock);
}

static void no_take(struct box *b)
{
}

static void no_drop(struct box *b)
{
}

const struct lock_ops spinning = { .take = spin_take, .drop = spin_drop };
const struct lock_ops nothing = { .take = no_take, .drop = no_drop };

static const struct lock_ops *lock_ops = &spinning;

void box_torture(struct box *b)
{
	lock_ops->take(b);
	b->state++;
	lock_ops->drop(b);
	msleep(40);
}
