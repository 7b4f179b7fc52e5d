/* SPDX-License-Identifier: Apache-2.0 */
/* The device's poll timer is stopped without waiting, then its data are freed. */
#include <linux/input.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct pad { struct input_dev *input; struct timer_list timer; };

static void pad_timer(struct timer_list *t)
{
	struct pad *p = from_timer(p, t, timer);

	input_report_key(p->input, BTN_A, 1);
	input_sync(p->input);
	mod_timer(&p->timer, jiffies + HZ / 50);
}

static int pad_open(struct input_dev *dev)
{
	struct pad *p = input_get_drvdata(dev);

	mod_timer(&p->timer, jiffies + HZ / 50);
	return 0;
}

static void pad_close(struct input_dev *dev)
{
	struct pad *p = input_get_drvdata(dev);

	timer_delete(&p->timer);
}

static int pad_probe(struct platform_device *pdev)
{
	struct pad *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->input = input_allocate_device();
	if (!p->input) {
		kfree(p);
		return -ENOMEM;
	}
	timer_setup(&p->timer, pad_timer, 0);
	p->input->open = pad_open;
	p->input->close = pad_close;
	input_set_drvdata(p->input, p);
	platform_set_drvdata(pdev, p);
	return input_register_device(p->input);
}

static void pad_remove(struct platform_device *pdev)
{
	struct pad *p = platform_get_drvdata(pdev);

	input_unregister_device(p->input);
	kfree(p); /* want "free-before-quiesce" */
}

static struct platform_driver pad_driver = { .probe = pad_probe, .remove = pad_remove };
