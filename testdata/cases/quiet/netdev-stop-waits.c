/* quiet: unregister_netdev() calls ndo_stop, which ends NAPI, the timer and the irq; the tx_timeout work is cancelled before free_netdev */
#include <linux/netdevice.h>
#include <linux/etherdevice.h>
#include <linux/platform_device.h>
#include <linux/interrupt.h>

struct nsw { struct net_device *nd; struct napi_struct napi; struct timer_list link; struct work_struct reset; int irq; };

static int nsw_poll(struct napi_struct *n, int budget)
{
	struct nsw *p = container_of(n, struct nsw, napi);
	struct sk_buff *skb = napi_alloc_skb(n, 128);

	if (skb)
		napi_gro_receive(n, skb);
	if (napi_complete_done(n, 1))
		enable_irq(p->irq);
	return 1;
}

static irqreturn_t nsw_irq(int irq, void *d)
{
	struct nsw *p = d;

	disable_irq_nosync(irq);
	napi_schedule(&p->napi);
	return IRQ_HANDLED;
}

static void nsw_link(struct timer_list *t)
{
	struct nsw *p = from_timer(p, t, link);

	netif_carrier_on(p->nd);
	mod_timer(&p->link, jiffies + HZ);
}

static void nsw_reset(struct work_struct *w)
{
	struct nsw *p = container_of(w, struct nsw, reset);

	rtnl_lock();
	if (netif_running(p->nd))
		netif_wake_queue(p->nd);
	rtnl_unlock();
}

static void nsw_timeout(struct net_device *nd, unsigned int q)
{
	struct nsw *p = netdev_priv(nd);

	schedule_work(&p->reset);
}

static int nsw_open(struct net_device *nd)
{
	struct nsw *p = netdev_priv(nd);
	int err = request_irq(p->irq, nsw_irq, 0, nd->name, p);

	if (err)
		return err;
	napi_enable(&p->napi);
	mod_timer(&p->link, jiffies + HZ);
	netif_start_queue(nd);
	return 0;
}

static int nsw_stop(struct net_device *nd)
{
	struct nsw *p = netdev_priv(nd);

	netif_stop_queue(nd);
	del_timer_sync(&p->link);
	napi_disable(&p->napi);
	free_irq(p->irq, p);
	return 0;
}

static const struct net_device_ops nsw_ops = {
	.ndo_open = nsw_open, .ndo_stop = nsw_stop, .ndo_tx_timeout = nsw_timeout,
};

static int nsw_probe(struct platform_device *pdev)
{
	struct net_device *nd = alloc_etherdev(sizeof(struct nsw));
	struct nsw *p;
	int err;

	if (!nd)
		return -ENOMEM;
	p = netdev_priv(nd);
	p->nd = nd;
	p->irq = platform_get_irq(pdev, 0);
	nd->netdev_ops = &nsw_ops;
	INIT_WORK(&p->reset, nsw_reset);
	timer_setup(&p->link, nsw_link, 0);
	netif_napi_add(nd, &p->napi, nsw_poll);
	platform_set_drvdata(pdev, nd);
	err = register_netdev(nd);
	if (err)
		free_netdev(nd);
	return err;
}

static void nsw_remove(struct platform_device *pdev)
{
	struct net_device *nd = platform_get_drvdata(pdev);
	struct nsw *p = netdev_priv(nd);

	unregister_netdev(nd);
	cancel_work_sync(&p->reset);
	free_netdev(nd);
}

static struct platform_driver nsw_driver = {
	.driver = { .name = "nsw" }, .probe = nsw_probe, .remove = nsw_remove,
};
module_platform_driver(nsw_driver);
