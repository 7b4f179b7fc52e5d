/* bug: the work that the serio interrupt queued is never cancelled */
#include <linux/serio.h>
#include <linux/workqueue.h>
#include <linux/slab.h>

struct swn { struct serio *serio; struct work_struct work; u8 b; };

static void swn_work(struct work_struct *w)
{
	struct swn *s = container_of(w, struct swn, work);

	serio_write(s->serio, s->b);
}

static irqreturn_t swn_int(struct serio *serio, unsigned char data, unsigned int fl)
{
	struct swn *s = serio_get_drvdata(serio);

	s->b = data;
	schedule_work(&s->work);
	return IRQ_HANDLED;
}

static int swn_connect(struct serio *serio, struct serio_driver *drv)
{
	struct swn *s = kzalloc(sizeof(*s), GFP_KERNEL);
	int err;

	if (!s)
		return -ENOMEM;
	s->serio = serio;
	INIT_WORK(&s->work, swn_work);
	serio_set_drvdata(serio, s);
	err = serio_open(serio, drv);
	if (err) {
		serio_set_drvdata(serio, NULL);
		kfree(s);
	}
	return err;
}

static void swn_disconnect(struct serio *serio)
{
	struct swn *s = serio_get_drvdata(serio);

	serio_close(serio);
	serio_set_drvdata(serio, NULL);
	kfree(s);	/* want "free-before-quiesce" */
}

static struct serio_driver swn_drv = {
	.driver = { .name = "swn" }, .interrupt = swn_int, .connect = swn_connect, .disconnect = swn_disconnect,
};
module_serio_driver(swn_drv);
