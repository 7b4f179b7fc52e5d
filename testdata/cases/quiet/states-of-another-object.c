/* two machines of one struct: those of the other object sleep, under no lock */
#include <linux/delay.h>
#include <linux/spinlock.h>
struct sm { void (*state)(void *sm, int ev); };
struct hw { spinlock_t lock; struct sm sm; };
struct port { struct sm sm; };
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
		set_state(&h->sm, hw_ready);
	}
}
static void hw_ready(struct hw *h, int ev)
{
	if (ev == 2)
		set_state(&h->sm, hw_uninit);
}
static void port_up(struct port *p, int ev);
static void port_down(struct port *p, int ev)
{
	msleep(10);
	set_state(&p->sm, port_up);
}
static void port_up(struct port *p, int ev)
{
	set_state(&p->sm, port_down);
}
void init(struct hw *h, struct port *p)
{
	init_state(&p->sm, port_up);
	post(&p->sm, 2);
	init_state(&h->sm, hw_uninit);
	post(&h->sm, 2);
}
void caller(struct hw *h)
{
	spin_lock_irq(&h->lock);
	post(&h->sm, 1);
	spin_unlock_irq(&h->lock);
}
