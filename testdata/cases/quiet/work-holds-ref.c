/* SPDX-License-Identifier: Apache-2.0 */
/* The work holds a reference of its own; disconnect() only puts one. */
#include <linux/kref.h>
#include <linux/slab.h>
#include <linux/usb.h>
#include <linux/workqueue.h>

struct sess { struct kref ref; struct work_struct work; int n; };

static void sess_release(struct kref *ref)
{
	kfree(container_of(ref, struct sess, ref));
}

static void sess_work(struct work_struct *w)
{
	struct sess *s = container_of(w, struct sess, work);

	s->n++;
	kref_put(&s->ref, sess_release);
}

void sess_kick(struct sess *s)
{
	kref_get(&s->ref);
	if (!schedule_work(&s->work))
		kref_put(&s->ref, sess_release);
}

static int sess_probe(struct usb_interface *intf, const struct usb_device_id *id)
{
	struct sess *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	kref_init(&s->ref);
	INIT_WORK(&s->work, sess_work);
	usb_set_intfdata(intf, s);
	sess_kick(s);
	return 0;
}

static void sess_disconnect(struct usb_interface *intf)
{
	struct sess *s = usb_get_intfdata(intf);

	usb_set_intfdata(intf, NULL);
	kref_put(&s->ref, sess_release);
}

static struct usb_driver sess_driver = { .probe = sess_probe, .disconnect = sess_disconnect };
