/* a machine whose states are functions, set by a helper that is given the object */
#include <linux/delay.h>
#include <linux/spinlock.h>
struct sm { void (*state)(void *sm, int ev); };
struct hw { spinlock_t lock; struct sm sm; };
struct rn { struct sm sm; };
static inline void set_state(void *smp, void *state)
{
	((struct sm *)smp)->state = (void (*)(void *, int))state;
}
static inline void init_state(void *smp, void *state)
{
	set_state(smp, state);
}
static inline void post(void *smp, int ev)
{
	((struct sm *)smp)->state(smp, ev);
}
static void hw_ready(struct hw *h, int ev);
static void hw_uninit(struct hw *h, int ev)
{
	if (ev == 1) {
		msleep(10); /* want "sleep-in-atomic" */
		set_state(&h->sm, hw_ready);
	}
}
static void hw_ready(struct hw *h, int ev)
{
	if (ev == 2)
		set_state(&h->sm, hw_uninit);
}
static void rn_up(struct rn *r, int ev);
static void rn_down(struct rn *r, int ev)
{
	msleep(10);
	set_state(&r->sm, rn_up);
}
static void rn_up(struct rn *r, int ev)
{
	set_state(&r->sm, rn_down);
}
void init(struct hw *h, struct rn *r)
{
	init_state(&h->sm, hw_uninit);
	init_state(&r->sm, rn_up);
	post(&r->sm, 2);
}
void caller(struct hw *h)
{
	spin_lock_irq(&h->lock);
	post(&h->sm, 1);
	spin_unlock_irq(&h->lock);
}
