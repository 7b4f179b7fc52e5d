/* bug: the delayed work was started; the error path of probe returns with devm memory and no cancel */
#include <linux/i2c.h>
#include <linux/workqueue.h>
#include <linux/power_supply.h>

struct ipe { struct i2c_client *c; struct delayed_work dw; struct power_supply *psy; int v; };

static void ipe_work(struct work_struct *w)
{
	struct ipe *i = container_of(w, struct ipe, dw.work);

	i->v = i2c_smbus_read_byte_data(i->c, 2);
	schedule_delayed_work(&i->dw, HZ);
}

static const struct power_supply_desc ipe_desc = { .name = "ipe" };

static int ipe_probe(struct i2c_client *c)
{
	struct ipe *i = devm_kzalloc(&c->dev, sizeof(*i), GFP_KERNEL);

	if (!i)
		return -ENOMEM;
	i->c = c;
	i2c_set_clientdata(c, i);
	INIT_DELAYED_WORK(&i->dw, ipe_work);
	schedule_delayed_work(&i->dw, HZ);
	i->psy = devm_power_supply_register(&c->dev, &ipe_desc, NULL);
	if (IS_ERR(i->psy))
		return PTR_ERR(i->psy);
	return 0;
}	/* want "free-before-quiesce" */

static void ipe_remove(struct i2c_client *c)
{
	struct ipe *i = i2c_get_clientdata(c);

	cancel_delayed_work_sync(&i->dw);
}

static struct i2c_driver ipe_driver = { .driver = { .name = "ipe" }, .probe = ipe_probe, .remove = ipe_remove };
module_i2c_driver(ipe_driver);
