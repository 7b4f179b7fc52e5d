/* A device that no connection can be opened on: its send op is called for the daemon only. */
#include <linux/atmdev.h>
#include <linux/slab.h>

static int control_send(struct atm_vcc *vcc, struct sk_buff *skb)
{
	void *p = kmalloc(64, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	kfree(p);
	return 0;
}

static void control_close(struct atm_vcc *vcc)
{
}

const struct atmdev_ops control_ops = {
	.close = control_close,
	.send = control_send,
};
