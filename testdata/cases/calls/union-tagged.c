/* SPDX-License-Identifier: Apache-2.0 */
/* a union of two callback types, told apart by a tag */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

struct act {
	enum { ACT_SIMPLE, ACT_ARG } kind;
	union {
		void (*simple)(void);
		void (*arg)(void *p);
	};
	void *p;
};

static void wait_a_bit(void *p)
{
	msleep(1); /* want "sleep-in-atomic" */
}

static void nothing(void)
{
}

void act_fill(struct act *a, void *p)
{
	if (p) {
		a->kind = ACT_ARG;
		a->arg = wait_a_bit;
		a->p = p;
	} else {
		a->kind = ACT_SIMPLE;
		a->simple = nothing;
	}
}

void act_run(struct act *a)
{
	spin_lock_bh(&lock);
	switch (a->kind) {
	case ACT_SIMPLE:
		a->simple();
		break;
	case ACT_ARG:
		a->arg(a->p);
		break;
	}
	spin_unlock_bh(&lock);
}
