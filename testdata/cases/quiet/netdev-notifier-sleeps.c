/* quiet: netdevice and inetaddr notifiers run under RTNL and may sleep; the netevent one (atomic) queues */
#include <linux/netdevice.h>
#include <linux/notifier.h>
#include <linux/inetdevice.h>
#include <net/netevent.h>
#include <linux/delay.h>
#include <linux/slab.h>

struct nn_rec { struct work_struct w; unsigned long ev; };

static void nn_work(struct work_struct *w)
{
	struct nn_rec *r = container_of(w, struct nn_rec, w);

	msleep(1);
	kfree(r);
}

static int nn_netdev(struct notifier_block *nb, unsigned long ev, void *ptr)
{
	struct nn_rec *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (!r)
		return NOTIFY_DONE;
	if (ev == NETDEV_UP)
		msleep(10);
	kfree(r);
	return NOTIFY_DONE;
}

static int nn_netevent(struct notifier_block *nb, unsigned long ev, void *ptr)
{
	struct nn_rec *r = kzalloc(sizeof(*r), GFP_ATOMIC);

	if (!r)
		return NOTIFY_DONE;
	r->ev = ev;
	INIT_WORK(&r->w, nn_work);
	schedule_work(&r->w);
	return NOTIFY_DONE;
}

static struct notifier_block nn_nb1 = { .notifier_call = nn_netdev };
static struct notifier_block nn_nb2 = { .notifier_call = nn_netevent };

static int __init nn_init(void)
{
	int err = register_netdevice_notifier(&nn_nb1);

	if (err)
		return err;
	return register_netevent_notifier(&nn_nb2);
}
module_init(nn_init);
