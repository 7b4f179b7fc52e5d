/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/workqueue.h>

struct nic {
	struct net_device *ndev;
	struct work_struct reset;
	unsigned int resets;
};

static void nic_reset(struct work_struct *work)
{
	struct nic *nic = container_of(work, struct nic, reset);

	nic->resets++;
}

static void nic_tx_timeout(struct net_device *ndev, unsigned int queue)
{
	struct nic *nic = netdev_priv(ndev);

	schedule_work(&nic->reset);
}

static const struct net_device_ops nic_ops = {
	.ndo_tx_timeout = nic_tx_timeout,
};

static int nic_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct net_device *ndev = devm_alloc_etherdev(&pdev->dev, sizeof(struct nic));
	struct nic *nic;

	if (!ndev)
		return -ENOMEM;
	nic = netdev_priv(ndev);
	nic->ndev = ndev;
	ndev->netdev_ops = &nic_ops;
	INIT_WORK(&nic->reset, nic_reset);
	pci_set_drvdata(pdev, nic);
	return register_netdev(ndev);
}

static void nic_remove(struct pci_dev *pdev)
{
	struct nic *nic = pci_get_drvdata(pdev);

	cancel_work_sync(&nic->reset);
	unregister_netdev(nic->ndev);
}	/* want "free-before-quiesce" */

static struct pci_driver nic_driver = {
	.probe = nic_probe,
	.remove = nic_remove,
};
