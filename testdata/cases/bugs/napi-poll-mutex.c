/* SPDX-License-Identifier: Apache-2.0 */
/* NAPI poll runs in softirq; the MDIO read sleeps. */
#include <linux/netdevice.h>
#include <linux/phy.h>

struct nic {
	struct napi_struct napi;
	struct net_device *dev;
	struct phy_device *phy;
	u32 st;
};

static void nic_link(struct nic *n)
{
	if (phy_read(n->phy, MII_BMSR) & BMSR_LSTATUS) /* want "sleep-in-atomic" */
		netif_carrier_on(n->dev);
}

static int nic_poll(struct napi_struct *napi, int budget)
{
	struct nic *n = container_of(napi, struct nic, napi);

	if (n->st & 1)
		nic_link(n);
	napi_complete_done(napi, 0);
	return 0;
}

void nic_init(struct nic *n)
{
	netif_napi_add(n->dev, &n->napi, nic_poll);
}
