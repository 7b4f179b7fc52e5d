/* quiet: a kthread sets its state, drops the lock, schedules; probe stops it before the free */
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/platform_device.h>

struct ksm { struct task_struct *task; spinlock_t lock; int pending; };

static int ksm_thread(void *p)
{
	struct ksm *k = p;

	for (;;) {
		spin_lock_irq(&k->lock);
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop()) {
			__set_current_state(TASK_RUNNING);
			spin_unlock_irq(&k->lock);
			return 0;
		}
		if (!k->pending) {
			spin_unlock_irq(&k->lock);
			schedule_timeout(HZ);
			continue;
		}
		__set_current_state(TASK_RUNNING);
		k->pending--;
		spin_unlock_irq(&k->lock);
		cond_resched();
	}
}

static int ksm_probe(struct platform_device *pdev)
{
	struct ksm *k = kzalloc(sizeof(*k), GFP_KERNEL);

	if (!k)
		return -ENOMEM;
	spin_lock_init(&k->lock);
	k->task = kthread_run(ksm_thread, k, "ksm");
	if (IS_ERR(k->task)) {
		int err = PTR_ERR(k->task);

		kfree(k);
		return err;
	}
	platform_set_drvdata(pdev, k);
	return 0;
}

static void ksm_remove(struct platform_device *pdev)
{
	struct ksm *k = platform_get_drvdata(pdev);

	kthread_stop(k->task);
	kfree(k);
}
static struct platform_driver ksm_driver = { .driver = { .name = "ksm" }, .probe = ksm_probe, .remove = ksm_remove };
module_platform_driver(ksm_driver);
