/* quiet: hid_hw_stop() ends raw_event, then the work is cancelled; data is devm */
#include <linux/hid.h>
#include <linux/workqueue.h>
#include <linux/spinlock.h>

struct hsc { struct hid_device *hdev; struct work_struct work; spinlock_t lock; u8 last; };

static void hsc_work(struct work_struct *w)
{
	struct hsc *h = container_of(w, struct hsc, work);
	unsigned long flags;
	u8 v;

	spin_lock_irqsave(&h->lock, flags);
	v = h->last;
	spin_unlock_irqrestore(&h->lock, flags);
	hid_hw_raw_request(h->hdev, 1, &v, 1, HID_OUTPUT_REPORT, HID_REQ_SET_REPORT);
}

static int hsc_raw(struct hid_device *hdev, struct hid_report *r, u8 *data, int size)
{
	struct hsc *h = hid_get_drvdata(hdev);
	unsigned long flags;

	spin_lock_irqsave(&h->lock, flags);
	h->last = data[0];
	spin_unlock_irqrestore(&h->lock, flags);
	schedule_work(&h->work);
	return 0;
}

static int hsc_probe(struct hid_device *hdev, const struct hid_device_id *id)
{
	struct hsc *h = devm_kzalloc(&hdev->dev, sizeof(*h), GFP_KERNEL);
	int ret;

	if (!h)
		return -ENOMEM;
	h->hdev = hdev;
	spin_lock_init(&h->lock);
	INIT_WORK(&h->work, hsc_work);
	hid_set_drvdata(hdev, h);
	ret = hid_parse(hdev);
	if (ret)
		return ret;
	return hid_hw_start(hdev, HID_CONNECT_DEFAULT);
}

static void hsc_remove(struct hid_device *hdev)
{
	struct hsc *h = hid_get_drvdata(hdev);

	hid_hw_stop(hdev);
	cancel_work_sync(&h->work);
}

static struct hid_driver hsc_driver = {
	.name = "hsc", .raw_event = hsc_raw, .probe = hsc_probe, .remove = hsc_remove,
};
module_hid_driver(hsc_driver);
