/* quiet: serio_close() ends the interrupt callback; the work that it queues is cancelled after, then all is freed */
#include <linux/serio.h>
#include <linux/input.h>
#include <linux/workqueue.h>
#include <linux/slab.h>

struct scf { struct serio *serio; struct input_dev *in; struct work_struct leds; u8 b; };

static void scf_leds(struct work_struct *w)
{
	struct scf *s = container_of(w, struct scf, leds);

	serio_write(s->serio, s->b);
}

static irqreturn_t scf_int(struct serio *serio, unsigned char data, unsigned int flags)
{
	struct scf *s = serio_get_drvdata(serio);

	s->b = data;
	input_report_key(s->in, data & 0x7f, data & 0x80);
	input_sync(s->in);
	schedule_work(&s->leds);
	return IRQ_HANDLED;
}

static int scf_connect(struct serio *serio, struct serio_driver *drv)
{
	struct scf *s = kzalloc(sizeof(*s), GFP_KERNEL);
	int err = -ENOMEM;

	if (!s)
		return -ENOMEM;
	s->in = input_allocate_device();
	if (!s->in)
		goto fail;
	s->serio = serio;
	INIT_WORK(&s->leds, scf_leds);
	serio_set_drvdata(serio, s);
	err = serio_open(serio, drv);
	if (err)
		goto fail_in;
	err = input_register_device(s->in);
	if (err)
		goto fail_close;
	return 0;
fail_close:
	serio_close(serio);
	cancel_work_sync(&s->leds);
fail_in:
	serio_set_drvdata(serio, NULL);
	input_free_device(s->in);
fail:
	kfree(s);
	return err;
}

static void scf_disconnect(struct serio *serio)
{
	struct scf *s = serio_get_drvdata(serio);

	serio_close(serio);
	cancel_work_sync(&s->leds);
	input_unregister_device(s->in);
	serio_set_drvdata(serio, NULL);
	kfree(s);
}

static struct serio_driver scf_drv = {
	.driver = { .name = "scf" }, .interrupt = scf_int,
	.connect = scf_connect, .disconnect = scf_disconnect,
};
module_serio_driver(scf_drv);
