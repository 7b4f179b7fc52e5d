/* SPDX-License-Identifier: Apache-2.0 */
/* destroy_workqueue() drains the queue before the data go. */
#include <linux/i2c.h>
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct ts { struct workqueue_struct *wq; struct work_struct work; struct i2c_client *client; u32 n; };

static void ts_work(struct work_struct *w)
{
	struct ts *t = container_of(w, struct ts, work);

	t->n += i2c_smbus_read_byte(t->client);
}

static irqreturn_t ts_irq(int irq, void *data)
{
	struct ts *t = data;

	queue_work(t->wq, &t->work);
	return IRQ_HANDLED;
}

static int ts_probe(struct i2c_client *client)
{
	struct ts *t = kzalloc(sizeof(*t), GFP_KERNEL);
	int ret;

	if (!t)
		return -ENOMEM;
	t->client = client;
	INIT_WORK(&t->work, ts_work);
	t->wq = create_singlethread_workqueue("ts");
	if (!t->wq) {
		ret = -ENOMEM;
		goto err_free;
	}
	i2c_set_clientdata(client, t);
	ret = request_irq(client->irq, ts_irq, IRQF_TRIGGER_FALLING, "ts", t);
	if (!ret)
		return 0;
	destroy_workqueue(t->wq);
err_free:
	kfree(t);
	return ret;
}

static void ts_remove(struct i2c_client *client)
{
	struct ts *t = i2c_get_clientdata(client);

	free_irq(client->irq, t);
	destroy_workqueue(t->wq);
	kfree(t);
}

static struct i2c_driver ts_driver = { .probe = ts_probe, .remove = ts_remove };
