/* SPDX-License-Identifier: Apache-2.0 */
/* The hard part only wakes the thread; the thread talks over I2C and takes a plain lock with process context. */
#include <linux/i2c.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>

struct ts {
	struct i2c_client *client;
	spinlock_t lock;
	int last;
};

static irqreturn_t ts_hard(int irq, void *data)
{
	return IRQ_WAKE_THREAD;
}

static irqreturn_t ts_thread(int irq, void *data)
{
	struct ts *ts = data;
	int v = i2c_smbus_read_byte_data(ts->client, 0x10);

	spin_lock(&ts->lock);
	ts->last = v;
	spin_unlock(&ts->lock);
	return IRQ_HANDLED;
}

static int ts_last(struct ts *ts)
{
	int v;

	spin_lock(&ts->lock);
	v = ts->last;
	spin_unlock(&ts->lock);
	return v;
}

static int ts_probe(struct i2c_client *client)
{
	struct ts *ts = devm_kzalloc(&client->dev, sizeof(*ts), GFP_KERNEL);
	int ret;

	if (!ts)
		return -ENOMEM;
	ts->client = client;
	spin_lock_init(&ts->lock);
	ret = devm_request_threaded_irq(&client->dev, client->irq, ts_hard, ts_thread,
					IRQF_ONESHOT | IRQF_TRIGGER_LOW, "ts", ts);
	return ret ?: ts_last(ts);
}

static struct i2c_driver ts_driver = { .probe = ts_probe };
