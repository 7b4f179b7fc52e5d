/* SPDX-License-Identifier: Apache-2.0 */
/* open, close and the LED set_blocking callback may sleep; event() only queues. */
#include <linux/input.h>
#include <linux/i2c.h>
#include <linux/leds.h>
#include <linux/workqueue.h>

struct kbd {
	struct i2c_client *client;
	struct led_classdev led;
	struct work_struct leds_work;
};

static int kbd_open(struct input_dev *input)
{
	struct kbd *k = input_get_drvdata(input);

	return i2c_smbus_write_byte_data(k->client, 0, 1);
}

static void kbd_close(struct input_dev *input)
{
	struct kbd *k = input_get_drvdata(input);

	cancel_work_sync(&k->leds_work);
	i2c_smbus_write_byte_data(k->client, 0, 0);
}

static int kbd_event(struct input_dev *input, unsigned int type, unsigned int code, int value)
{
	struct kbd *k = input_get_drvdata(input);

	schedule_work(&k->leds_work);
	return 0;
}

static int kbd_led(struct led_classdev *cdev, enum led_brightness b)
{
	struct kbd *k = container_of(cdev, struct kbd, led);

	return i2c_smbus_write_byte_data(k->client, 3, b);
}

void kbd_setup(struct kbd *k, struct input_dev *input)
{
	input->open = kbd_open;
	input->close = kbd_close;
	input->event = kbd_event;
	k->led.brightness_set_blocking = kbd_led;
}
