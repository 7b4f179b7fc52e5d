/* SPDX-License-Identifier: Apache-2.0 */
/* cancel_delayed_work() does not wait for the work that runs. */
#include <linux/i2c.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct fg { struct delayed_work poll; struct i2c_client *client; int soc; };

static void fg_poll(struct work_struct *w)
{
	struct fg *f = container_of(to_delayed_work(w), struct fg, poll);

	f->soc = i2c_smbus_read_word_data(f->client, 0x2c);
	schedule_delayed_work(&f->poll, 5 * HZ);
}

static int fg_probe(struct i2c_client *client)
{
	struct fg *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->client = client;
	INIT_DELAYED_WORK(&f->poll, fg_poll);
	i2c_set_clientdata(client, f);
	schedule_delayed_work(&f->poll, HZ);
	return 0;
}

static void fg_remove(struct i2c_client *client)
{
	struct fg *f = i2c_get_clientdata(client);

	cancel_delayed_work(&f->poll);
	kfree(f); /* want "free-before-quiesce" */
}

static struct i2c_driver fg_driver = { .probe = fg_probe, .remove = fg_remove };
