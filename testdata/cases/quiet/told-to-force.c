/* SPDX-License-Identifier: Apache-2.0 */
/* The helper fails only where it is not told to force. */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/spinlock.h>

struct foo_user {
	struct list_head list;
	void __iomem *regs;
	int busy, stopped, left, state;
};

struct foo {
	struct list_head users;
	spinlock_t lock;
	int n;
};

static int foo_release(struct foo *f, int force)
{
	struct foo_user *u, *next;
	int count = 0;

	if (f->n && !force)
		return -1;
	list_for_each_entry_safe(u, next, &f->users, list) {
		if (u->busy || u->stopped || (u->state & 4)) {
			u->left = 1;
			continue;
		}
		writel(u->state, u->regs);
		writel(u->left, u->regs + 4);
		if (u->state & 2)
			writel(1, u->regs + 8);
		else if (u->state & 1)
			writel(2, u->regs + 8);
		u->stopped = 1;
		list_del_init(&u->list);
		count++;
	}
	list_for_each_entry_safe(u, next, &f->users, list) {
		if (u->busy || (u->state & 8))
			continue;
		writel(count, u->regs + 12);
		if (u->left)
			writel(3, u->regs + 16);
		u->left = 0;
		u->state |= 4;
	}
	return 0;
}

void foo_end(struct foo *f)
{
	spin_lock(&f->lock);
	if (foo_release(f, 1) < 0)
		msleep(10);
	spin_unlock(&f->lock);
}
