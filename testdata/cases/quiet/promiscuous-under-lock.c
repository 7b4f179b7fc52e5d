/* The count of who wants a device promiscuous is changed under a spinlock, by bridges and packet sockets: what follows is sent with GFP_ATOMIC. */
#include <linux/netdevice.h>
#include <linux/spinlock.h>

struct port {
	spinlock_t lock;
	struct net_device *dev;
};

int port_promisc(struct port *p, int on)
{
	int err;

	spin_lock_bh(&p->lock);
	err = dev_set_promiscuity(p->dev, on ? 1 : -1);
	if (!err)
		err = dev_set_allmulti(p->dev, on ? 1 : -1);
	spin_unlock_bh(&p->lock);
	return err;
}
