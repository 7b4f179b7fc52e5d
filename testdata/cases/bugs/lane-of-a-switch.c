/* As quiet/leads-back.c, but of another lane. */
#include <linux/spinlock.h>
#include <linux/mutex.h>

struct port;

struct lane {
	struct port *port;
	int nr;
};

struct port {
	spinlock_t lock;
	struct mutex m;
	struct lane host;
	struct lane *slave;
	struct lane lanes[4];
};

static bool is_host_lane(const struct lane *l)
{
	return l == &l->port->host || l == l->port->slave;
}

static int lane_read(struct lane *l)
{
	if (is_host_lane(l))
		return l->nr;
	mutex_lock(&l->port->m); /* want "sleep-in-atomic" */
	mutex_unlock(&l->port->m);
	return 0;
}

int port_interrupt(struct port *p)
{
	int n;

	spin_lock(&p->lock);
	n = lane_read(&p->lanes[1]);
	spin_unlock(&p->lock);
	return n;
}
