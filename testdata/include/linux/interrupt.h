/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _LINUX_INTERRUPT_H
#define _LINUX_INTERRUPT_H

#include <linux/types.h>

typedef enum { IRQ_NONE, IRQ_HANDLED, IRQ_WAKE_THREAD } irqreturn_t;

struct tasklet_struct {
	struct tasklet_struct *next;
	void (*callback)(struct tasklet_struct *t);
};

struct timer_list {
	unsigned long expires;
	void (*function)(struct timer_list *t);
};

struct work_struct {
	void (*func)(struct work_struct *work);
};

#endif
