/* SPDX-License-Identifier: Apache-2.0 */
/* Macros of the vendor open and close the section; the argument for the flags is unused in the bh form. */
#include <linux/spinlock.h>
#include <linux/delay.h>

typedef unsigned long _irqL;
typedef spinlock_t _lock;

#define _enter_critical(plock, pirqL) spin_lock_irqsave((plock), *(pirqL))
#define _exit_critical(plock, pirqL) spin_unlock_irqrestore((plock), *(pirqL))
#define _enter_critical_bh(plock, pirqL) spin_lock_bh((plock))
#define _exit_critical_bh(plock, pirqL) spin_unlock_bh((plock))

struct sta_priv {
	_lock sta_hash_lock;
	_lock auth_lock;
	int asoc;
};

int rtw_free_all(struct sta_priv *p)
{
	_irqL irqL, irqL2;
	int n;

	_enter_critical_bh(&p->sta_hash_lock, &irqL);
	n = p->asoc;
	if (n == 0) {
		_exit_critical_bh(&p->sta_hash_lock, &irqL);
		msleep(1);
		return 0;
	}
	_enter_critical(&p->auth_lock, &irqL2);
	p->asoc = 0;
	_exit_critical(&p->auth_lock, &irqL2);
	_exit_critical_bh(&p->sta_hash_lock, &irqL);
	msleep(10);
	return n;
}
