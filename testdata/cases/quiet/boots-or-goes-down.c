/* While the kernel boots nothing else runs, and when it goes down might_sleep() says nothing. */
#include <linux/init.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/reboot.h>

static void reset_by_watchdog(void)
{
	void __iomem *regs = ioremap(0x1000, 16);

	writel(1, regs);
}

void machine_restart(char *cmd)
{
	local_irq_disable();
	reset_by_watchdog();
}

static void *tables;

static void prepare(void)
{
	tables = __alloc_percpu(64, 8);
}

void start_kernel(void)
{
	local_irq_disable();
	prepare();
	local_irq_enable();
}
