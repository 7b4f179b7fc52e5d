/* SPDX-License-Identifier: Apache-2.0 */
/* The timer in the private data runs from probe() on, and free_netdev() frees it. */
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

static int eth_stop(struct net_device *dev)
{
	netif_stop_queue(dev);
	return 0;
}

static const struct net_device_ops eth_ops = { .ndo_stop = eth_stop };

static int eth_probe(struct platform_device *pdev)
{
	struct net_device *dev = alloc_etherdev(sizeof(struct eth));
	struct eth *e;

	if (!dev)
		return -ENOMEM;
	e = netdev_priv(dev);
	e->dev = dev;
	timer_setup(&e->stat, eth_stat, 0);
	dev->netdev_ops = &eth_ops;
	platform_set_drvdata(pdev, dev);
	mod_timer(&e->stat, jiffies + HZ);
	return register_netdev(dev);
}

static void eth_remove(struct platform_device *pdev)
{
	struct net_device *dev = platform_get_drvdata(pdev);

	unregister_netdev(dev);
	free_netdev(dev); /* want "free-before-quiesce" */
}

static struct platform_driver eth_driver = { .probe = eth_probe, .remove = eth_remove };
