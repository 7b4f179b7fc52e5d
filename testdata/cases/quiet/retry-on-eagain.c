/* SPDX-License-Identifier: Apache-2.0 */
/* The helper returns 0 with the lock held and an error without it; the caller sleeps on -EAGAIN. */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/errno.h>

struct mbox {
	spinlock_t lock;
	bool full;
	bool dead;
	u32 reg;
};

static int mbox_claim(struct mbox *m)
{
	int ret = 0;

	spin_lock_irq(&m->lock);
	if (m->dead)
		ret = -ENODEV;
	else if (m->full)
		ret = -EAGAIN;
	if (ret)
		spin_unlock_irq(&m->lock);
	return ret;
}

int mbox_send(struct mbox *m, u32 v)
{
	int ret, tries = 10;

	while ((ret = mbox_claim(m)) == -EAGAIN && --tries)
		usleep_range(100, 200);
	if (ret < 0)
		return ret;
	m->reg = v;
	m->full = true;
	spin_unlock_irq(&m->lock);
	return 0;
}
