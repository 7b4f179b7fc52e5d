/* close() disables the poll before it empties the ring: nothing interrupts what it calls then. */
#include <linux/netdevice.h>
#include <linux/spinlock.h>

struct nic {
	struct napi_struct napi;
	spinlock_t mss_lock;
	int refs;
};

static void nic_complete(struct nic *n)
{
	spin_lock(&n->mss_lock);
	n->refs--;
	spin_unlock(&n->mss_lock);
}

static int nic_poll(struct napi_struct *napi, int budget)
{
	struct nic *n = container_of(napi, struct nic, napi);

	nic_complete(n);
	return 0;
}

static int nic_close(struct net_device *dev)
{
	struct nic *n = netdev_priv(dev);

	napi_disable(&n->napi);
	nic_complete(n);
	return 0;
}

static int nic_change_mtu(struct net_device *dev, int mtu)
{
	return nic_close(dev);
}

static const struct net_device_ops nic_ops = {
	.ndo_stop = nic_close,
	.ndo_change_mtu = nic_change_mtu,
};

void nic_init(struct net_device *dev, struct nic *n)
{
	dev->netdev_ops = &nic_ops;
	netif_napi_add(dev, &n->napi, nic_poll);
}
