/* quiet: needs_free_netdev: the core frees the device after unregister; ndo_uninit cancelled the work */
#include <linux/netdevice.h>
#include <linux/etherdevice.h>
#include <linux/module.h>

struct pdn { struct delayed_work stat; u64 n; };
static struct net_device *pdn_dev;

static void pdn_stat(struct work_struct *w)
{
	struct pdn *p = container_of(w, struct pdn, stat.work);

	p->n++;
	schedule_delayed_work(&p->stat, HZ);
}

static int pdn_init_dev(struct net_device *nd)
{
	struct pdn *p = netdev_priv(nd);

	INIT_DELAYED_WORK(&p->stat, pdn_stat);
	schedule_delayed_work(&p->stat, HZ);
	return 0;
}

static void pdn_uninit(struct net_device *nd)
{
	struct pdn *p = netdev_priv(nd);

	cancel_delayed_work_sync(&p->stat);
}

static const struct net_device_ops pdn_ops = { .ndo_init = pdn_init_dev, .ndo_uninit = pdn_uninit };

static void pdn_setup(struct net_device *nd)
{
	ether_setup(nd);
	nd->netdev_ops = &pdn_ops;
	nd->needs_free_netdev = true;
}

static int __init pdn_init(void)
{
	int err;

	pdn_dev = alloc_netdev(sizeof(struct pdn), "pdn%d", NET_NAME_UNKNOWN, pdn_setup);
	if (!pdn_dev)
		return -ENOMEM;
	err = register_netdev(pdn_dev);
	if (err)
		free_netdev(pdn_dev);
	return err;
}

static void __exit pdn_exit(void)
{
	unregister_netdev(pdn_dev);
}
module_init(pdn_init);
module_exit(pdn_exit);
