/* bug: ndo_set_rx_mode runs with the address lock held and bh off */
#include <linux/netdevice.h>
#include <linux/spi/spi.h>

struct rmi { struct spi_device *spi; };

static void rmi_set_rx_mode(struct net_device *nd)
{
	struct rmi *r = netdev_priv(nd);
	u8 cmd[2] = { 1, nd->flags & IFF_PROMISC ? 1 : 0 };

	spi_write(r->spi, cmd, 2);	/* want "sleep-in-atomic" */
}
static const struct net_device_ops rmi_ops = { .ndo_set_rx_mode = rmi_set_rx_mode };
void rmi_setup(struct net_device *nd) { nd->netdev_ops = &rmi_ops; }
