/* quiet: an ACPI notify handler runs in a work queue and may sleep; the SCI-level GPE handler only queues */
#include <linux/acpi.h>
#include <linux/mutex.h>
#include <linux/delay.h>
#include <linux/workqueue.h>

struct an { struct mutex lock; struct work_struct work; acpi_handle h; int state; };

static void an_work(struct work_struct *w)
{
	struct an *a = container_of(w, struct an, work);

	mutex_lock(&a->lock);
	msleep(20);
	a->state++;
	mutex_unlock(&a->lock);
}

static void an_notify(acpi_handle h, u32 event, void *data)
{
	struct an *a = data;

	mutex_lock(&a->lock);
	a->state = event;
	msleep(2);
	mutex_unlock(&a->lock);
}

static u32 an_gpe(acpi_handle dev, u32 gpe, void *data)
{
	struct an *a = data;

	schedule_work(&a->work);
	return ACPI_INTERRUPT_HANDLED | ACPI_REENABLE_GPE;
}

int an_setup(struct an *a, u32 gpe)
{
	mutex_init(&a->lock);
	INIT_WORK(&a->work, an_work);
	if (ACPI_FAILURE(acpi_install_notify_handler(a->h, ACPI_DEVICE_NOTIFY, an_notify, a)))
		return -ENODEV;
	if (ACPI_FAILURE(acpi_install_gpe_handler(NULL, gpe, ACPI_GPE_EDGE_TRIGGERED, an_gpe, a)))
		return -ENODEV;
	return 0;
}
