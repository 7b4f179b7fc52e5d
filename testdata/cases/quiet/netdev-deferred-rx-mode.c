/* SPDX-License-Identifier: Apache-2.0 */
/* rx_mode defers to a work item; ethtool and open may take the mutex. */
#include <linux/ethtool.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/workqueue.h>

struct nic {
	struct mutex bus;
	struct work_struct rx_mode;
	struct net_device *dev;
};

static void nic_bus_write(struct nic *n)
{
	mutex_lock(&n->bus);
	mutex_unlock(&n->bus);
}

static void nic_rx_mode_work(struct work_struct *w)
{
	nic_bus_write(container_of(w, struct nic, rx_mode));
}

static void nic_set_rx_mode(struct net_device *dev)
{
	struct nic *n = netdev_priv(dev);

	schedule_work(&n->rx_mode);
}

static int nic_open(struct net_device *dev)
{
	struct nic *n = netdev_priv(dev);

	INIT_WORK(&n->rx_mode, nic_rx_mode_work);
	nic_bus_write(n);
	return 0;
}

static int nic_set_wol(struct net_device *dev, struct ethtool_wolinfo *wol)
{
	nic_bus_write(netdev_priv(dev));
	return 0;
}

static const struct net_device_ops nic_ops = {
	.ndo_open = nic_open,
	.ndo_set_rx_mode = nic_set_rx_mode,
};

static const struct ethtool_ops nic_ethtool = {
	.set_wol = nic_set_wol,
};
