/* quiet: no hard handler, the thread takes a mutex and reads by i2c */
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/i2c.h>
#include <linux/input.h>

struct tmh { struct mutex lock; struct i2c_client *client; struct input_dev *in; spinlock_t ev; };

static irqreturn_t tmh_thread(int irq, void *data)
{
	struct tmh *t = data;
	unsigned long flags;
	int v;

	mutex_lock(&t->lock);
	v = i2c_smbus_read_word_data(t->client, 0x10);
	mutex_unlock(&t->lock);
	if (v < 0)
		return IRQ_NONE;
	spin_lock_irqsave(&t->ev, flags);
	input_report_abs(t->in, ABS_X, v);
	spin_unlock_irqrestore(&t->ev, flags);
	input_sync(t->in);
	return IRQ_HANDLED;
}

static int tmh_probe(struct i2c_client *client)
{
	struct tmh *t = devm_kzalloc(&client->dev, sizeof(*t), GFP_KERNEL);
	int err;

	if (!t)
		return -ENOMEM;
	t->client = client;
	mutex_init(&t->lock);
	spin_lock_init(&t->ev);
	t->in = devm_input_allocate_device(&client->dev);
	if (!t->in)
		return -ENOMEM;
	err = input_register_device(t->in);
	if (err)
		return err;
	return devm_request_threaded_irq(&client->dev, client->irq, NULL, tmh_thread,
					 IRQF_ONESHOT, "tmh", t);
}
static struct i2c_driver tmh_driver = { .driver = { .name = "tmh" }, .probe = tmh_probe };
module_i2c_driver(tmh_driver);
