/* quiet: phy driver's poll work is cancelled in remove, its priv is devm */
#include <linux/phy.h>
#include <linux/workqueue.h>
#include <linux/hwmon.h>

struct mpr { struct phy_device *phy; struct delayed_work poll; int temp; };

static void mpr_poll(struct work_struct *w)
{
	struct mpr *m = container_of(w, struct mpr, poll.work);

	mutex_lock(&m->phy->lock);
	m->temp = phy_read(m->phy, 0x1b);
	mutex_unlock(&m->phy->lock);
	schedule_delayed_work(&m->poll, 5 * HZ);
}

static int mpr_probe(struct phy_device *phydev)
{
	struct mpr *m = devm_kzalloc(&phydev->mdio.dev, sizeof(*m), GFP_KERNEL);

	if (!m)
		return -ENOMEM;
	m->phy = phydev;
	phydev->priv = m;
	INIT_DELAYED_WORK(&m->poll, mpr_poll);
	schedule_delayed_work(&m->poll, HZ);
	return 0;
}

static void mpr_remove(struct phy_device *phydev)
{
	struct mpr *m = phydev->priv;

	cancel_delayed_work_sync(&m->poll);
}

static struct phy_driver mpr_driver[] = { {
	.phy_id = 0x12345678, .phy_id_mask = 0xfffffff0, .name = "mpr",
	.probe = mpr_probe, .remove = mpr_remove,
} };
module_phy_driver(mpr_driver);
