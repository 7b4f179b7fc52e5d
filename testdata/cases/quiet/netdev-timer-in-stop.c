/* SPDX-License-Identifier: Apache-2.0 */
/* The timer runs only while the interface is up: unregister_netdev() calls ndo_stop. */
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/platform_device.h>
#include <linux/timer.h>

struct eth { struct timer_list stat; struct net_device *dev; u32 n; };

static void eth_stat(struct timer_list *t)
{
	struct eth *e = from_timer(e, t, stat);

	e->n++;
	mod_timer(&e->stat, jiffies + HZ);
}

static int eth_open(struct net_device *dev)
{
	struct eth *e = netdev_priv(dev);

	mod_timer(&e->stat, jiffies + HZ);
	netif_start_queue(dev);
	return 0;
}

static int eth_stop(struct net_device *dev)
{
	struct eth *e = netdev_priv(dev);

	netif_stop_queue(dev);
	timer_delete_sync(&e->stat);
	return 0;
}

static const struct net_device_ops eth_ops = {
	.ndo_open = eth_open,
	.ndo_stop = eth_stop,
};

static int eth_probe(struct platform_device *pdev)
{
	struct net_device *dev = alloc_etherdev(sizeof(struct eth));
	struct eth *e;
	int ret;

	if (!dev)
		return -ENOMEM;
	e = netdev_priv(dev);
	e->dev = dev;
	timer_setup(&e->stat, eth_stat, 0);
	dev->netdev_ops = &eth_ops;
	platform_set_drvdata(pdev, dev);
	ret = register_netdev(dev);
	if (ret)
		free_netdev(dev);
	return ret;
}

static void eth_remove(struct platform_device *pdev)
{
	struct net_device *dev = platform_get_drvdata(pdev);

	unregister_netdev(dev);
	free_netdev(dev);
}

static struct platform_driver eth_driver = { .probe = eth_probe, .remove = eth_remove };
