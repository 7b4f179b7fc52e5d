/* SPDX-License-Identifier: Apache-2.0 */
/* The handler of an SDIO function runs in the host's thread (or work): it may sleep. */
#include <linux/mmc/sdio_func.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct wl { struct sdio_func *func; struct mutex lock; u8 *buf; };

static void wl_irq(struct sdio_func *func)
{
	struct wl *w = sdio_get_drvdata(func);
	int err;
	u8 s;

	s = sdio_readb(func, 4, &err);
	if (err || !s)
		return;
	mutex_lock(&w->lock);
	kfree(w->buf);
	w->buf = kmalloc(512, GFP_KERNEL);
	if (w->buf)
		sdio_readsb(func, w->buf, 0, 512);
	mutex_unlock(&w->lock);
}

static int wl_probe(struct sdio_func *func, const struct sdio_device_id *id)
{
	struct wl *w = kzalloc(sizeof(*w), GFP_KERNEL);
	int ret;

	if (!w)
		return -ENOMEM;
	mutex_init(&w->lock);
	w->func = func;
	sdio_set_drvdata(func, w);
	sdio_claim_host(func);
	ret = sdio_enable_func(func);
	if (!ret)
		ret = sdio_claim_irq(func, wl_irq);
	sdio_release_host(func);
	return ret;
}

static void wl_remove(struct sdio_func *func)
{
	struct wl *w = sdio_get_drvdata(func);

	sdio_claim_host(func);
	sdio_release_irq(func);
	sdio_disable_func(func);
	sdio_release_host(func);
	kfree(w->buf);
	kfree(w);
}

static struct sdio_driver wl_driver = { .name = "wl", .probe = wl_probe, .remove = wl_remove };
