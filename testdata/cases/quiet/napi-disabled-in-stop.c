/* SPDX-License-Identifier: Apache-2.0 */
/* NAPI and the interrupt are stopped in ndo_stop; remove() unregisters, deletes and frees. */
#include <linux/etherdevice.h>
#include <linux/interrupt.h>
#include <linux/netdevice.h>
#include <linux/pci.h>

struct nic { struct napi_struct napi; struct net_device *dev; int irq; };

static irqreturn_t nic_irq(int irq, void *data)
{
	struct nic *n = data;

	napi_schedule(&n->napi);
	return IRQ_HANDLED;
}

static int nic_poll(struct napi_struct *napi, int budget)
{
	struct nic *n = container_of(napi, struct nic, napi);

	n->dev->stats.rx_packets++;
	napi_complete_done(napi, 1);
	return 1;
}

static int nic_open(struct net_device *dev)
{
	struct nic *n = netdev_priv(dev);
	int ret;

	napi_enable(&n->napi);
	ret = request_irq(n->irq, nic_irq, 0, dev->name, n);
	if (ret)
		napi_disable(&n->napi);
	return ret;
}

static int nic_stop(struct net_device *dev)
{
	struct nic *n = netdev_priv(dev);

	free_irq(n->irq, n);
	napi_disable(&n->napi);
	return 0;
}

static const struct net_device_ops nic_ops = { .ndo_open = nic_open, .ndo_stop = nic_stop };

static int nic_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct net_device *dev = alloc_etherdev(sizeof(struct nic));
	struct nic *n;
	int ret;

	if (!dev)
		return -ENOMEM;
	n = netdev_priv(dev);
	n->dev = dev;
	n->irq = pdev->irq;
	dev->netdev_ops = &nic_ops;
	netif_napi_add(dev, &n->napi, nic_poll);
	pci_set_drvdata(pdev, dev);
	ret = register_netdev(dev);
	if (ret) {
		netif_napi_del(&n->napi);
		free_netdev(dev);
	}
	return ret;
}

static void nic_remove(struct pci_dev *pdev)
{
	struct net_device *dev = pci_get_drvdata(pdev);
	struct nic *n = netdev_priv(dev);

	unregister_netdev(dev);
	netif_napi_del(&n->napi);
	free_netdev(dev);
}

static struct pci_driver nic_driver = { .probe = nic_probe, .remove = nic_remove };
