/* What is stored to a member through a pointer may be the member that is asked about. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct port {
	spinlock_t lock;
	int mode;
	int seen;
};

static void note_last(struct port *c, int how)
{
	c->seen++;
	c->mode = how;
}

static void note_fourth(struct port *c, int how)
{
	if (c->seen)
		note_last(c, how);
}

static void note_third(struct port *c, int how)
{
	if (c->seen)
		note_fourth(c, how);
}

static void note_second(struct port *c, int how)
{
	if (c->seen)
		note_third(c, how);
}

static void note(struct port *c, int how)
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
		msleep(1); /* want "sleep-in-atomic" */
}

void port_settle(struct port *p, struct port *partner, int how)
{
	spin_lock(&p->lock);
	if (!port_leads(p)) {
		note(partner, how);
		port_finish(p);
	}
	spin_unlock(&p->lock);
}
