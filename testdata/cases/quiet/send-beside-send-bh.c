/* Network devices use send_bh where there is one: send is called for sendmsg() only then. */
#include <linux/atmdev.h>
#include <linux/slab.h>

static int card_send(struct atm_vcc *vcc, struct sk_buff *skb)
{
	void *p = kmalloc(64, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	kfree(p);
	return 0;
}

static int card_send_bh(struct atm_vcc *vcc, struct sk_buff *skb)
{
	return 0;
}

const struct atmdev_ops card_ops = {
	.send = card_send,
	.send_bh = card_send_bh,
};
