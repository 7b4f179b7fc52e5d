/* bug: irq_work runs in hard interrupt */
#include <linux/irq_work.h>
#include <linux/firmware.h>

struct iwf { struct irq_work w; const struct firmware *fw; struct device *dev; };

static void iwf_fn(struct irq_work *w)
{
	struct iwf *i = container_of(w, struct iwf, w);

	request_firmware(&i->fw, "iwf.bin", i->dev);	/* want "sleep-in-atomic" */
}

void iwf_init(struct iwf *i)
{
	init_irq_work(&i->w, iwf_fn);
	irq_work_queue(&i->w);
}
