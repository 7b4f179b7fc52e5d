/* SPDX-License-Identifier: Apache-2.0 */
/* rx_mode and stats run in atomic context, xmit too. */
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>

struct nic {
	struct mutex bus;
	u64 rx;
};

static void nic_set_rx_mode(struct net_device *dev)
{
	struct nic *n = netdev_priv(dev);

	mutex_lock(&n->bus); /* want "sleep-in-atomic" */
	mutex_unlock(&n->bus);
}

static void nic_get_stats64(struct net_device *dev, struct rtnl_link_stats64 *st)
{
	struct nic *n = netdev_priv(dev);

	mutex_lock(&n->bus); /* want "sleep-in-atomic" */
	st->rx_packets = n->rx;
	mutex_unlock(&n->bus);
}

static netdev_tx_t nic_xmit(struct sk_buff *skb, struct net_device *dev)
{
	usleep_range(10, 20); /* want "sleep-in-atomic" */
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops nic_ops = {
	.ndo_start_xmit = nic_xmit,
	.ndo_set_rx_mode = nic_set_rx_mode,
	.ndo_get_stats64 = nic_get_stats64,
};

void nic_setup(struct net_device *dev)
{
	dev->netdev_ops = &nic_ops;
}
