/* What has no circuits to open is the channel to a daemon: only the daemon sends by it. */
#include <linux/atmdev.h>
#include <linux/slab.h>

static int daemon_send(struct atm_vcc *vcc, struct sk_buff *skb)
{
	void *p = kmalloc(64, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	kfree(p);
	return 0;
}

static void daemon_close(struct atm_vcc *vcc)
{
}

static const struct atmdev_ops daemon_ops = {
	.close = daemon_close,
	.send = daemon_send,
};

/* A card's send is also called by network devices that transmit. */
static int card_open(struct atm_vcc *vcc)
{
	return 0;
}

static int card_send(struct atm_vcc *vcc, struct sk_buff *skb)
{
	void *p = kmalloc(64, GFP_KERNEL); /* want "alloc-in-atomic" */

	if (!p)
		return -ENOMEM;
	kfree(p);
	return 0;
}

const struct atmdev_ops card_ops = {
	.open = card_open,
	.send = card_send,
};
