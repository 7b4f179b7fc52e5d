/* quiet: brightness_set_blocking may sleep, brightness_set queues */
#include <linux/leds.h>
#include <linux/i2c.h>
#include <linux/workqueue.h>

struct ldb { struct led_classdev slow, fast; struct i2c_client *c; struct work_struct w; u8 v; };

static int ldb_slow(struct led_classdev *cdev, enum led_brightness b)
{
	struct ldb *l = container_of(cdev, struct ldb, slow);

	return i2c_smbus_write_byte_data(l->c, 0, b);
}

static void ldb_work(struct work_struct *w)
{
	struct ldb *l = container_of(w, struct ldb, w);

	i2c_smbus_write_byte_data(l->c, 1, l->v);
}

static void ldb_fast(struct led_classdev *cdev, enum led_brightness b)
{
	struct ldb *l = container_of(cdev, struct ldb, fast);

	l->v = b;
	schedule_work(&l->w);
}

int ldb_setup(struct ldb *l)
{
	INIT_WORK(&l->w, ldb_work);
	l->slow.brightness_set_blocking = ldb_slow;
	l->fast.brightness_set = ldb_fast;
	return led_classdev_register(&l->c->dev, &l->slow);
}
