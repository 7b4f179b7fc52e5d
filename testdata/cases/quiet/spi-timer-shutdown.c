/* quiet: the timer arms itself and queues the work, the work arms the timer; shutdown first, then cancel */
#include <linux/spi/spi.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <linux/slab.h>

struct sts { struct spi_device *spi; struct timer_list poll; struct work_struct work; };

static void sts_work(struct work_struct *w)
{
	struct sts *s = container_of(w, struct sts, work);

	spi_w8r8(s->spi, 0x80);
	mod_timer(&s->poll, jiffies + HZ);
}

static void sts_poll(struct timer_list *t)
{
	struct sts *s = from_timer(s, t, poll);

	schedule_work(&s->work);
}

static int sts_probe(struct spi_device *spi)
{
	struct sts *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	s->spi = spi;
	INIT_WORK(&s->work, sts_work);
	timer_setup(&s->poll, sts_poll, 0);
	spi_set_drvdata(spi, s);
	mod_timer(&s->poll, jiffies + HZ);
	return 0;
}

static void sts_remove(struct spi_device *spi)
{
	struct sts *s = spi_get_drvdata(spi);

	timer_shutdown_sync(&s->poll);
	cancel_work_sync(&s->work);
	kfree(s);
}

static struct spi_driver sts_driver = { .driver = { .name = "sts" }, .probe = sts_probe, .remove = sts_remove };
module_spi_driver(sts_driver);
