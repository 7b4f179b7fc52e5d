/* call: the op lies in a union inside of the object, set per kind */
#include <linux/timer.h>
#include <linux/delay.h>

struct umo {
	struct timer_list t;
	int kind;
	union {
		struct { void (*go)(struct umo *); } fast;
		struct { void (*run)(struct umo *, int); int ms; } slow;
	} u;
};

static void umo_slow(struct umo *u, int ms)
{
	msleep(ms);	/* want "sleep-in-atomic" */
}

static void umo_fire(struct timer_list *t)
{
	struct umo *u = from_timer(u, t, t);

	if (u->kind)
		u->u.slow.run(u, u->u.slow.ms);
}

void umo_setup(struct umo *u)
{
	u->kind = 1;
	u->u.slow.run = umo_slow;
	u->u.slow.ms = 5;
	timer_setup(&u->t, umo_fire, 0);
}
