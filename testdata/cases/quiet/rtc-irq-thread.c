/* quiet: rtc ops sleep under ops_lock (a mutex); the alarm irq is threaded */
#include <linux/rtc.h>
#include <linux/i2c.h>
#include <linux/interrupt.h>
#include <linux/bcd.h>

struct rit { struct rtc_device *rtc; struct i2c_client *c; };

static irqreturn_t rit_alarm(int irq, void *d)
{
	struct rit *r = d;
	int st;

	rtc_lock(r->rtc);
	st = i2c_smbus_read_byte_data(r->c, 0xf);
	if (st > 0 && (st & 1)) {
		i2c_smbus_write_byte_data(r->c, 0xf, st & ~1);
		rtc_update_irq(r->rtc, 1, RTC_IRQF | RTC_AF);
	}
	rtc_unlock(r->rtc);
	return IRQ_HANDLED;
}

static int rit_read_time(struct device *dev, struct rtc_time *tm)
{
	struct rit *r = dev_get_drvdata(dev);
	int v = i2c_smbus_read_byte_data(r->c, 0);

	if (v < 0)
		return v;
	tm->tm_sec = bcd2bin(v);
	return 0;
}

static const struct rtc_class_ops rit_ops = { .read_time = rit_read_time };

static int rit_probe(struct i2c_client *client)
{
	struct rit *r = devm_kzalloc(&client->dev, sizeof(*r), GFP_KERNEL);
	int ret;

	if (!r)
		return -ENOMEM;
	r->c = client;
	i2c_set_clientdata(client, r);
	r->rtc = devm_rtc_allocate_device(&client->dev);
	if (IS_ERR(r->rtc))
		return PTR_ERR(r->rtc);
	r->rtc->ops = &rit_ops;
	ret = devm_request_threaded_irq(&client->dev, client->irq, NULL, rit_alarm,
					IRQF_TRIGGER_LOW | IRQF_ONESHOT, "rit", r);
	if (ret)
		return ret;
	return devm_rtc_register_device(r->rtc);
}
static struct i2c_driver rit_driver = { .driver = { .name = "rit" }, .probe = rit_probe };
module_i2c_driver(rit_driver);
