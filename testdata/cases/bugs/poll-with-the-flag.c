/* SPDX-License-Identifier: Apache-2.0 */
/* The queue is polled only where the flag is set, by who writes as well. */
#include <linux/fs.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>

struct foo_file {
	struct napi_struct napi;
	bool polled;
	spinlock_t lock;
	int n;
};

static int foo_poll(struct napi_struct *napi, int budget)
{
	struct foo_file *f = container_of(napi, struct foo_file, napi);

	spin_lock(&f->lock);
	f->n = 0;
	spin_unlock(&f->lock);
	return 0;
}

void foo_attach(struct foo_file *f, struct net_device *dev, bool polled)
{
	f->polled = polled;
	if (polled)
		netif_napi_add(dev, &f->napi, foo_poll);
}

static ssize_t foo_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	struct foo_file *f = file->private_data;

	if (f->polled) {
		spin_lock(&f->lock); /* want "irq-unsafe-lock" */
		f->n++;
		spin_unlock(&f->lock);
	}
	return n;
}

static const struct file_operations foo_fops = { .write = foo_write };
