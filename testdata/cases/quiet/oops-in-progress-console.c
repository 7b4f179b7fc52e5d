/* quiet: the console writer locks only by trylock in an oops, and the sleeping flush is for the other case after the unlock */
#include <linux/console.h>
#include <linux/spinlock.h>
#include <linux/serial_core.h>
#include <linux/io.h>

struct oip { struct uart_port port; };
static struct oip *oip_ports[2];

static void oip_write(struct console *co, const char *s, unsigned int n)
{
	struct uart_port *port = &oip_ports[co->index]->port;
	unsigned long flags;
	int locked = 1;

	if (port->sysrq)
		locked = 0;
	else if (oops_in_progress)
		locked = uart_port_trylock_irqsave(port, &flags);
	else
		uart_port_lock_irqsave(port, &flags);
	while (n--)
		writel(*s++, port->membase);
	if (locked)
		uart_port_unlock_irqrestore(port, flags);
}

static struct console oip_console = { .name = "ttyOIP", .write = oip_write };

void oip_reg(void)
{
	register_console(&oip_console);
}
