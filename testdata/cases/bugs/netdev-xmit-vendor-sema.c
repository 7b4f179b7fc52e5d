/* SPDX-License-Identifier: Apache-2.0 */
/* ndo_start_xmit runs with bottom halves off; the vendor's semaphore wrapper sleeps. */
#include <linux/netdevice.h>
#include <linux/semaphore.h>

typedef struct semaphore _sema;
#define _rtw_down_sema(s) down(s)

struct padapter { _sema xmit_sema; int q; };

static u32 rtw_xmit_entry(struct padapter *a)
{
	_rtw_down_sema(&a->xmit_sema); /* want "sleep-in-atomic" */
	a->q++;
	up(&a->xmit_sema);
	return 0;
}

static netdev_tx_t rtw_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct padapter *a = netdev_priv(dev);

	rtw_xmit_entry(a);
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}

static int rtw_set_ops(struct net_device *dev)
{
	static struct net_device_ops ops;

	ops.ndo_start_xmit = rtw_xmit;
	dev->netdev_ops = &ops;
	return register_netdev(dev);
}

int rtw_init(struct net_device *dev)
{
	return rtw_set_ops(dev);
}
