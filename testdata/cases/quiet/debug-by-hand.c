/* Nobody's configuration defines DEBUG: what sleeps only there is left to who does. */
#include <linux/delay.h>
#include <linux/spinlock.h>

#ifdef DEBUG
#define trace(delay)			\
	do {				\
		if (delay)		\
			msleep(delay);	\
	} while (0)
#else
#define trace(delay) do { } while (0)
#endif

struct port {
	spinlock_t lock;
	int delay;
};

void port_poll(struct port *p)
{
	spin_lock(&p->lock);
	trace(p->delay);
#ifdef DEBUG
	msleep(1);
#endif
	spin_unlock(&p->lock);
}
