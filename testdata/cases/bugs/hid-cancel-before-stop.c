/* bug: the work is cancelled while raw_event may still queue it; hid_hw_stop comes after, the data is devm */
#include <linux/hid.h>
#include <linux/workqueue.h>

struct hcb { struct hid_device *hdev; struct work_struct work; u8 last; };

static void hcb_work(struct work_struct *w)
{
	struct hcb *h = container_of(w, struct hcb, work);

	hid_hw_raw_request(h->hdev, 1, &h->last, 1, HID_OUTPUT_REPORT, HID_REQ_SET_REPORT);
}

static int hcb_raw(struct hid_device *hdev, struct hid_report *r, u8 *data, int size)
{
	struct hcb *h = hid_get_drvdata(hdev);

	h->last = data[0];
	schedule_work(&h->work);
	return 0;
}

static int hcb_probe(struct hid_device *hdev, const struct hid_device_id *id)
{
	struct hcb *h = devm_kzalloc(&hdev->dev, sizeof(*h), GFP_KERNEL);
	int ret;

	if (!h)
		return -ENOMEM;
	h->hdev = hdev;
	INIT_WORK(&h->work, hcb_work);
	hid_set_drvdata(hdev, h);
	ret = hid_parse(hdev);
	if (ret)
		return ret;
	return hid_hw_start(hdev, HID_CONNECT_DEFAULT);
}

static void hcb_remove(struct hid_device *hdev)
{
	struct hcb *h = hid_get_drvdata(hdev);

	cancel_work_sync(&h->work);
	hid_hw_stop(hdev);
}	/* want "free-before-quiesce" */

static struct hid_driver hcb_driver = { .name = "hcb", .raw_event = hcb_raw, .probe = hcb_probe, .remove = hcb_remove };
module_hid_driver(hcb_driver);
