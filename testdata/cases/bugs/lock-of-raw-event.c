/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report of a HID device comes in a URB completion, which controllers without
 * HCD_BH call in the hard interrupt: bottom halves off are not enough.
 */
#include <linux/hid.h>
#include <linux/hwmon.h>
#include <linux/spinlock.h>
#include <linux/mutex.h>
struct fan { spinlock_t lock; struct mutex mutex; int n; };
static int fan_raw_event(struct hid_device *hdev, struct hid_report *report, u8 *data, int size)
{
	struct fan *fan = hid_get_drvdata(hdev);
	spin_lock(&fan->lock);
	fan->n++;
	spin_unlock(&fan->lock);
	return 0;
}
static int fan_send(struct fan *fan)
{
	spin_lock_bh(&fan->lock); /* want "irq-unsafe-lock" */
	fan->n = 0;
	spin_unlock_bh(&fan->lock);
	return 0;
}
static int fan_get(struct fan *fan)
{
	int r;
	mutex_lock(&fan->mutex);
	r = fan_send(fan);
	mutex_unlock(&fan->mutex);
	return r;
}
static int fan_read(struct device *dev, enum hwmon_sensor_types type, u32 attr, int channel, long *val)
{
	struct fan *fan = dev_get_drvdata(dev);
	return fan_get(fan);
}
const struct hwmon_ops fan_ops = { .read = fan_read };
struct hid_driver fan_driver = { .name = "fan", .raw_event = fan_raw_event };
