/* SPDX-License-Identifier: Apache-2.0 */
/* The device's release frees the data while the work, which was never cancelled, may run. */
#include <linux/device.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct port { struct device dev; struct work_struct work; int n; };
#define to_port(d) container_of(d, struct port, dev)

static void port_work(struct work_struct *w)
{
	struct port *p = container_of(w, struct port, work);

	p->n++;
	dev_info(&p->dev, "%d\n", p->n);
}

static void port_release(struct device *dev)
{
	kfree(to_port(dev)); /* want "free-before-quiesce" */
}

struct port *port_add(struct device *parent)
{
	struct port *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return NULL;
	INIT_WORK(&p->work, port_work);
	p->dev.parent = parent;
	p->dev.release = port_release;
	dev_set_name(&p->dev, "port");
	if (device_register(&p->dev)) {
		put_device(&p->dev);
		return NULL;
	}
	return p;
}

void port_kick(struct port *p)
{
	schedule_work(&p->work);
}

void port_del(struct port *p)
{
	device_unregister(&p->dev);
}
