/* What is stored to a member leaves the member of the same name in another struct alone. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct counters {
	int mode;
	int seen;
};

struct port {
	spinlock_t lock;
	int mode;
	struct counters *counters;
};

static void note_last(struct counters *c, int how)
{
	c->seen++;
	c->mode = how;
}

static void note_fourth(struct counters *c, int how)
{
	if (c->seen)
		note_last(c, how);
}

static void note_third(struct counters *c, int how)
{
	if (c->seen)
		note_fourth(c, how);
}

static void note_second(struct counters *c, int how)
{
	if (c->seen)
		note_third(c, how);
}

static void note(struct counters *c, int how)
{
	if (c->seen)
		note_second(c, how);
}

static bool port_leads(struct port *p)
{
	return (p->mode & 1) != 0;
}

static void port_finish(struct port *p)
{
	if (port_leads(p))
		msleep(1);
}

void port_settle(struct port *p, int how)
{
	spin_lock(&p->lock);
	if (!port_leads(p)) {
		note(p->counters, how);
		port_finish(p);
	}
	spin_unlock(&p->lock);
}
