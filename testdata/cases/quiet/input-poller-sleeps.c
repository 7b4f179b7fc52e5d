/* quiet: an input poller runs in a work queue; open and close run under a mutex */
#include <linux/input.h>
#include <linux/i2c.h>
#include <linux/delay.h>
#include <linux/regulator/consumer.h>

struct ips { struct i2c_client *c; struct regulator *vdd; };

static void ips_poll(struct input_dev *in)
{
	struct ips *p = input_get_drvdata(in);
	int v = i2c_smbus_read_byte_data(p->c, 1);

	if (v >= 0) {
		input_report_abs(in, ABS_X, v);
		input_sync(in);
	}
}

static int ips_open(struct input_dev *in)
{
	struct ips *p = input_get_drvdata(in);
	int ret = regulator_enable(p->vdd);

	msleep(30);
	return ret;
}

static void ips_close(struct input_dev *in)
{
	struct ips *p = input_get_drvdata(in);

	regulator_disable(p->vdd);
}

static int ips_probe(struct i2c_client *c)
{
	struct ips *p = devm_kzalloc(&c->dev, sizeof(*p), GFP_KERNEL);
	struct input_dev *in;
	int ret;

	if (!p)
		return -ENOMEM;
	p->c = c;
	p->vdd = devm_regulator_get(&c->dev, "vdd");
	if (IS_ERR(p->vdd))
		return PTR_ERR(p->vdd);
	in = devm_input_allocate_device(&c->dev);
	if (!in)
		return -ENOMEM;
	input_set_drvdata(in, p);
	in->open = ips_open;
	in->close = ips_close;
	ret = input_setup_polling(in, ips_poll);
	if (ret)
		return ret;
	return input_register_device(in);
}
static struct i2c_driver ips_driver = { .driver = { .name = "ips" }, .probe = ips_probe };
module_i2c_driver(ips_driver);
