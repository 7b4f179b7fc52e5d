/* quiet: in_panic is set by the panic notifier only; the transfer helper spins then and sleeps otherwise */
#include <linux/panic_notifier.h>
#include <linux/notifier.h>
#include <linux/delay.h>
#include <linux/io.h>

struct pip { struct notifier_block nb; void __iomem *r; bool in_panic; };

static int pip_xfer(struct pip *p, u32 v)
{
	int n = 1000;

	writel(v, p->r);
	while (readl(p->r) && --n) {
		if (p->in_panic)
			mdelay(1);
		else
			msleep(1);
	}
	return n ? 0 : -EIO;
}

static int pip_panic(struct notifier_block *nb, unsigned long ev, void *d)
{
	struct pip *p = container_of(nb, struct pip, nb);

	p->in_panic = true;
	pip_xfer(p, 0xdead);
	return NOTIFY_DONE;
}

int pip_init(struct pip *p)
{
	p->nb.notifier_call = pip_panic;
	atomic_notifier_chain_register(&panic_notifier_list, &p->nb);
	return pip_xfer(p, 1);
}
