/* bug: the tx_timeout work is never cancelled before free_netdev() */
#include <linux/netdevice.h>
#include <linux/etherdevice.h>
#include <linux/platform_device.h>

struct nfr { struct net_device *nd; struct work_struct reset; };

static void nfr_reset(struct work_struct *w)
{
	struct nfr *p = container_of(w, struct nfr, reset);

	netif_wake_queue(p->nd);
}

static void nfr_timeout(struct net_device *nd, unsigned int q)
{
	struct nfr *p = netdev_priv(nd);

	schedule_work(&p->reset);
}

static const struct net_device_ops nfr_ops = { .ndo_tx_timeout = nfr_timeout };

static int nfr_probe(struct platform_device *pdev)
{
	struct net_device *nd = alloc_etherdev(sizeof(struct nfr));
	struct nfr *p;
	int err;

	if (!nd)
		return -ENOMEM;
	p = netdev_priv(nd);
	p->nd = nd;
	INIT_WORK(&p->reset, nfr_reset);
	nd->netdev_ops = &nfr_ops;
	platform_set_drvdata(pdev, nd);
	err = register_netdev(nd);
	if (err)
		free_netdev(nd);
	return err;
}

static void nfr_remove(struct platform_device *pdev)
{
	struct net_device *nd = platform_get_drvdata(pdev);

	unregister_netdev(nd);
	free_netdev(nd);	/* want "free-before-quiesce" */
}

static struct platform_driver nfr_driver = { .driver = { .name = "nfr" }, .probe = nfr_probe, .remove = nfr_remove };
module_platform_driver(nfr_driver);
