/* SPDX-License-Identifier: Apache-2.0 */
/* A HAL table in allocated memory is filled at run time by the chip's file. */
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/delay.h>

struct adapter;

struct hal_ops {
	void (*set_bwmode)(struct adapter *a, int bw);
	int (*read_rfreg)(struct adapter *a, int reg);
};

struct adapter {
	struct hal_ops *hal_func;
	spinlock_t lock;
	int bw;
};

static void phy_set_bw_8821c(struct adapter *a, int bw)
{
	a->bw = bw;
	msleep(2); /* want "sleep-in-atomic" */
}

static int phy_read_8821c(struct adapter *a, int reg)
{
	udelay(2);
	return reg;
}

int rtl8821c_set_hal_ops(struct adapter *a)
{
	struct hal_ops *ops;

	a->hal_func = kzalloc(sizeof(*a->hal_func), GFP_KERNEL);
	if (!a->hal_func)
		return -ENOMEM;
	ops = a->hal_func;
	ops->set_bwmode = &phy_set_bw_8821c;
	ops->read_rfreg = &phy_read_8821c;
	return 0;
}

static void rtw_hal_set_bwmode(struct adapter *a, int bw)
{
	if (a->hal_func->set_bwmode)
		a->hal_func->set_bwmode(a, bw);
}

void set_channel(struct adapter *a, int bw)
{
	spin_lock_bh(&a->lock);
	a->hal_func->read_rfreg(a, 0x18);
	rtw_hal_set_bwmode(a, bw);
	spin_unlock_bh(&a->lock);
}
