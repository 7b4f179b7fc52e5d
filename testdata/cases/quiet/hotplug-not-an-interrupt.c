/* A processor that starts has interrupts off, but it interrupts nobody: no task runs on it yet. */
#include <linux/cpuhotplug.h>
#include <linux/device.h>
#include <linux/spinlock.h>

struct tracer {
	spinlock_t lock;
	int on;
};

static struct tracer *tracer;

static int tracer_starting(unsigned int cpu)
{
	spin_lock(&tracer->lock);
	tracer->on = 1;
	spin_unlock(&tracer->lock);
	return 0;
}

static ssize_t on_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	int on;

	spin_lock(&tracer->lock);
	on = tracer->on;
	spin_unlock(&tracer->lock);
	return sysfs_emit(buf, "%d\n", on);
}
const struct device_attribute on_attr = {
	.show = on_show,
};

int tracer_init(void)
{
	return cpuhp_setup_state(CPUHP_AP_ARM_CORESIGHT_STARTING, "tracer:starting", tracer_starting, NULL);
}
