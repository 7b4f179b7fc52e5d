/* quiet: uart ops: startup/shutdown/set_termios-with-sleep-before-lock may sleep; start_tx is under the port lock and does not */
#include <linux/serial_core.h>
#include <linux/tty_flip.h>
#include <linux/interrupt.h>
#include <linux/delay.h>
#include <linux/clk.h>

struct uss { struct uart_port port; struct clk *clk; };
#define to_uss(p) container_of(p, struct uss, port)

static irqreturn_t uss_irq(int irq, void *d)
{
	struct uart_port *port = d;

	uart_port_lock(port);
	tty_insert_flip_char(&port->state->port, readl(port->membase), TTY_NORMAL);
	uart_port_unlock(port);
	tty_flip_buffer_push(&port->state->port);
	return IRQ_HANDLED;
}

static void uss_start_tx(struct uart_port *port)
{
	writel(1, port->membase + 8);
}

static int uss_startup(struct uart_port *port)
{
	struct uss *u = to_uss(port);
	unsigned long flags;
	int ret = clk_prepare_enable(u->clk);

	if (ret)
		return ret;
	msleep(1);
	uart_port_lock_irqsave(port, &flags);
	writel(3, port->membase + 4);
	uart_port_unlock_irqrestore(port, flags);
	ret = request_irq(port->irq, uss_irq, 0, "uss", port);
	if (ret)
		clk_disable_unprepare(u->clk);
	return ret;
}

static void uss_shutdown(struct uart_port *port)
{
	struct uss *u = to_uss(port);

	writel(0, port->membase + 4);
	free_irq(port->irq, port);
	clk_disable_unprepare(u->clk);
}

static void uss_set_termios(struct uart_port *port, struct ktermios *n, const struct ktermios *o)
{
	struct uss *u = to_uss(port);
	unsigned int baud = uart_get_baud_rate(port, n, o, 300, 4000000);
	unsigned long flags;

	clk_set_rate(u->clk, baud * 16);
	uart_port_lock_irqsave(port, &flags);
	uart_update_timeout(port, n->c_cflag, baud);
	uart_port_unlock_irqrestore(port, flags);
}

static const struct uart_ops uss_ops = {
	.start_tx = uss_start_tx, .startup = uss_startup, .shutdown = uss_shutdown, .set_termios = uss_set_termios,
};

void uss_bind(struct uss *u)
{
	u->port.ops = &uss_ops;
}
