/* SPDX-License-Identifier: Apache-2.0 */
/* the id table holds the function, cast to an integer */
#include <linux/delay.h>
#include <linux/i2c.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

typedef int (*chip_init_t)(struct i2c_client *client);

static int chip_a_init(struct i2c_client *client)
{
	udelay(1);
	return 0;
}

static int chip_b_init(struct i2c_client *client)
{
	msleep(10); /* want "sleep-in-atomic" */
	return 0;
}

static const struct i2c_device_id chip_ids[] = {
	{ "chip-a", (kernel_ulong_t)chip_a_init },
	{ "chip-b", .driver_data = (kernel_ulong_t)chip_b_init },
	{ }
};

static int chip_probe(struct i2c_client *client)
{
	const struct i2c_device_id *id = i2c_client_get_device_id(client);
	chip_init_t init = (chip_init_t)id->driver_data;
	int ret;

	spin_lock(&lock);
	ret = init(client);
	spin_unlock(&lock);
	return ret;
}

static struct i2c_driver chip_driver = {
	.probe = chip_probe,
	.id_table = chip_ids,
};
