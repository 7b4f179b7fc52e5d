/* quiet: free_irq, then tasklet_kill, then unmap and free; the error path undoes the same */
#include <linux/pci.h>
#include <linux/interrupt.h>
#include <linux/slab.h>

struct pro { struct pci_dev *pdev; void __iomem *bar; struct tasklet_struct tl; u32 *log; u32 n; };

static void pro_tl(struct tasklet_struct *t)
{
	struct pro *p = from_tasklet(p, t, tl);

	p->log[p->n++ & 31] = readl(p->bar);
}

static irqreturn_t pro_irq(int irq, void *data)
{
	struct pro *p = data;

	writel(1, p->bar + 4);
	tasklet_schedule(&p->tl);
	return IRQ_HANDLED;
}

static int pro_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct pro *p = kzalloc(sizeof(*p), GFP_KERNEL);
	int err;

	if (!p)
		return -ENOMEM;
	err = pci_enable_device(pdev);
	if (err)
		goto free;
	p->pdev = pdev;
	p->log = kcalloc(32, sizeof(u32), GFP_KERNEL);
	err = -ENOMEM;
	if (!p->log)
		goto disable;
	p->bar = pci_iomap(pdev, 0, 0);
	if (!p->bar)
		goto free_log;
	tasklet_setup(&p->tl, pro_tl);
	err = request_irq(pdev->irq, pro_irq, IRQF_SHARED, "pro", p);
	if (err)
		goto unmap;
	if (readl(p->bar + 8) != 0x77) {
		err = -ENODEV;
		goto irq;
	}
	pci_set_drvdata(pdev, p);
	return 0;
irq:
	free_irq(pdev->irq, p);
	tasklet_kill(&p->tl);
unmap:
	pci_iounmap(pdev, p->bar);
free_log:
	kfree(p->log);
disable:
	pci_disable_device(pdev);
free:
	kfree(p);
	return err;
}

static void pro_remove(struct pci_dev *pdev)
{
	struct pro *p = pci_get_drvdata(pdev);

	writel(0, p->bar + 4);
	free_irq(pdev->irq, p);
	tasklet_kill(&p->tl);
	pci_iounmap(pdev, p->bar);
	kfree(p->log);
	pci_disable_device(pdev);
	kfree(p);
}

static struct pci_driver pro_driver = { .name = "pro", .probe = pro_probe, .remove = pro_remove };
module_pci_driver(pro_driver);
