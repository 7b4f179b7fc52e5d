/* quiet: the last put comes from process context (release of a file, remove), so the release may cancel the work, which holds no reference */
#include <linux/kref.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <linux/platform_device.h>

struct krc { struct kref ref; struct delayed_work dw; int n; };

static void krc_tick(struct work_struct *w)
{
	struct krc *k = container_of(w, struct krc, dw.work);

	k->n++;
	schedule_delayed_work(&k->dw, HZ);
}

static void krc_release(struct kref *ref)
{
	struct krc *k = container_of(ref, struct krc, ref);

	cancel_delayed_work_sync(&k->dw);
	kfree(k);
}

static int krc_fclose(struct inode *inode, struct file *file)
{
	struct krc *k = file->private_data;

	kref_put(&k->ref, krc_release);
	return 0;
}

const struct file_operations krc_fops = { .owner = THIS_MODULE, .release = krc_fclose };

static int krc_probe(struct platform_device *pdev)
{
	struct krc *k = kzalloc(sizeof(*k), GFP_KERNEL);

	if (!k)
		return -ENOMEM;
	kref_init(&k->ref);
	INIT_DELAYED_WORK(&k->dw, krc_tick);
	schedule_delayed_work(&k->dw, HZ);
	platform_set_drvdata(pdev, k);
	return 0;
}

static void krc_remove(struct platform_device *pdev)
{
	struct krc *k = platform_get_drvdata(pdev);

	kref_put(&k->ref, krc_release);
}

static struct platform_driver krc_driver = { .driver = { .name = "krc" }, .probe = krc_probe, .remove = krc_remove };
module_platform_driver(krc_driver);
