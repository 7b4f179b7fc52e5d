/* quiet: remove raises the stop flag, wakes the thread and waits for the completion that it signals last */
#include <linux/kthread.h>
#include <linux/completion.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/pci.h>

struct kch { wait_queue_head_t wq; struct completion gone; bool stop; int jobs; };

static int kch_thread(void *p)
{
	struct kch *k = p;

	while (!READ_ONCE(k->stop)) {
		wait_event_interruptible(k->wq, k->jobs || k->stop);
		k->jobs = 0;
	}
	kthread_complete_and_exit(&k->gone, 0);
}

static int kch_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct kch *k = kzalloc(sizeof(*k), GFP_KERNEL);
	struct task_struct *t;

	if (!k)
		return -ENOMEM;
	init_waitqueue_head(&k->wq);
	init_completion(&k->gone);
	t = kthread_run(kch_thread, k, "kch");
	if (IS_ERR(t)) {
		kfree(k);
		return PTR_ERR(t);
	}
	pci_set_drvdata(pdev, k);
	return 0;
}

static void kch_remove(struct pci_dev *pdev)
{
	struct kch *k = pci_get_drvdata(pdev);

	WRITE_ONCE(k->stop, true);
	wake_up(&k->wq);
	wait_for_completion(&k->gone);
	kfree(k);
}
static struct pci_driver kch_driver = { .name = "kch", .probe = kch_probe, .remove = kch_remove };
module_pci_driver(kch_driver);
