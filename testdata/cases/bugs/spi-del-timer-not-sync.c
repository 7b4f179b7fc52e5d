/* bug: timer_delete() does not wait for the running timer */
#include <linux/spi/spi.h>
#include <linux/timer.h>
#include <linux/slab.h>

struct sdt { struct timer_list t; int n; };

static void sdt_fire(struct timer_list *t)
{
	struct sdt *s = from_timer(s, t, t);

	s->n++;
}

static int sdt_probe(struct spi_device *spi)
{
	struct sdt *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	timer_setup(&s->t, sdt_fire, 0);
	mod_timer(&s->t, jiffies + HZ);
	spi_set_drvdata(spi, s);
	return 0;
}

static void sdt_remove(struct spi_device *spi)
{
	struct sdt *s = spi_get_drvdata(spi);

	del_timer(&s->t);
	kfree(s);	/* want "free-before-quiesce" */
}

static struct spi_driver sdt_driver = { .driver = { .name = "sdt" }, .probe = sdt_probe, .remove = sdt_remove };
module_spi_driver(sdt_driver);
