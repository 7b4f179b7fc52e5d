/* quiet: the irq is disabled for good (free_irq), then the delayed work that it queues is cancelled, then freed */
#include <linux/i2c.h>
#include <linux/interrupt.h>
#include <linux/workqueue.h>
#include <linux/slab.h>

struct ird { struct i2c_client *client; struct delayed_work dw; int v; };

static void ird_work(struct work_struct *w)
{
	struct ird *i = container_of(to_delayed_work(w), struct ird, dw);

	i->v = i2c_smbus_read_byte_data(i->client, 0);
	if (i->v > 0)
		schedule_delayed_work(&i->dw, HZ);
}

static irqreturn_t ird_irq(int irq, void *d)
{
	struct ird *i = d;

	mod_delayed_work(system_wq, &i->dw, msecs_to_jiffies(20));
	return IRQ_HANDLED;
}

static int ird_probe(struct i2c_client *client)
{
	struct ird *i = kzalloc(sizeof(*i), GFP_KERNEL);
	int err;

	if (!i)
		return -ENOMEM;
	i->client = client;
	INIT_DELAYED_WORK(&i->dw, ird_work);
	err = request_irq(client->irq, ird_irq, IRQF_TRIGGER_FALLING, "ird", i);
	if (err) {
		kfree(i);
		return err;
	}
	i2c_set_clientdata(client, i);
	return 0;
}

static void ird_remove(struct i2c_client *client)
{
	struct ird *i = i2c_get_clientdata(client);

	free_irq(client->irq, i);
	cancel_delayed_work_sync(&i->dw);
	kfree(i);
}

static struct i2c_driver ird_driver = { .driver = { .name = "ird" }, .probe = ird_probe, .remove = ird_remove };
module_i2c_driver(ird_driver);
