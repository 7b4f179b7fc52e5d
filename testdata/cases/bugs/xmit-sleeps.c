/* bug: start_xmit waits for ring space by sleeping */
#include <linux/netdevice.h>
#include <linux/delay.h>

struct xms { int free; };

static void xms_wait_room(struct xms *x)
{
	int n = 10;

	while (!x->free && n--)
		usleep_range(10, 50);	/* want "sleep-in-atomic" */
}

static netdev_tx_t xms_xmit(struct sk_buff *skb, struct net_device *nd)
{
	struct xms *x = netdev_priv(nd);

	xms_wait_room(x);
	x->free--;
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}
static const struct net_device_ops xms_ops = { .ndo_start_xmit = xms_xmit };
void xms_setup(struct net_device *nd) { nd->netdev_ops = &xms_ops; }
