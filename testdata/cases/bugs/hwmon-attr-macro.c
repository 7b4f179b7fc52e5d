/* SPDX-License-Identifier: Apache-2.0 */
/* The attribute functions are made by a macro; each takes the handler's lock wrongly. */
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/spinlock.h>

struct foo {
	spinlock_t lock;
	u32 regs[8];
};

static u32 foo_read(struct foo *f, int reg)
{
	usleep_range(10, 20); /* want "sleep-in-atomic" */
	return f->regs[reg];
}

#define FOO_ATTR(_name, _reg)						\
static ssize_t _name##_show(struct device *dev,				\
			    struct device_attribute *attr, char *buf)	\
{									\
	struct foo *f = dev_get_drvdata(dev);				\
	u32 v;								\
									\
	spin_lock(&f->lock);						\
	v = foo_read(f, _reg);						\
	spin_unlock(&f->lock);						\
	return sysfs_emit(buf, "%u\n", v);				\
}									\
static DEVICE_ATTR_RO(_name)

FOO_ATTR(temp1_input, 0);
FOO_ATTR(temp2_input, 1);

static struct attribute *foo_attrs[] = {
	&dev_attr_temp1_input.attr,
	&dev_attr_temp2_input.attr,
	NULL
};
ATTRIBUTE_GROUPS(foo);
