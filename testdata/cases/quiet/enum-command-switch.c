/* quiet: the atomic caller passes CMD_ACK, whose branch only writes a register */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/interrupt.h>

enum ec_cmd { CMD_ACK, CMD_MASK, CMD_RESET, CMD_BOOT };

struct ec { spinlock_t lock; void __iomem *io; };

static int ec_do(struct ec *e, enum ec_cmd cmd, u32 arg)
{
	switch (cmd) {
	case CMD_ACK:
	case CMD_MASK:
		writel(arg, e->io + cmd * 4);
		return 0;
	case CMD_RESET:
		writel(arg, e->io + 8);
		msleep(10);
		return 0;
	case CMD_BOOT:
		msleep(100);
		return readl(e->io) ? 0 : -EIO;
	default:
		return -EINVAL;
	}
}

static int ec_send(struct ec *e, enum ec_cmd cmd, u32 arg)
{
	int ret = ec_do(e, cmd, arg);

	return ret < 0 ? ret : 1;
}

static irqreturn_t ec_isr(int irq, void *data)
{
	struct ec *e = data;

	spin_lock(&e->lock);
	ec_send(e, CMD_ACK, 1);
	ec_send(e, CMD_MASK, 0xff);
	spin_unlock(&e->lock);
	return IRQ_HANDLED;
}

int ec_start(struct ec *e, int irq)
{
	int ret = request_irq(irq, ec_isr, 0, "ec", e);

	if (ret)
		return ret;
	return ec_send(e, CMD_BOOT, 0);
}
