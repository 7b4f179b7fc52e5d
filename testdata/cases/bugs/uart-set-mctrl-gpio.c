/* bug: set_mctrl is called with the port lock held */
#include <linux/serial_core.h>
#include <linux/gpio/consumer.h>

struct usm { struct uart_port port; struct gpio_desc *rts; };

static void usm_set_mctrl(struct uart_port *port, unsigned int m)
{
	struct usm *u = container_of(port, struct usm, port);

	gpiod_set_value_cansleep(u->rts, !!(m & TIOCM_RTS));	/* want "sleep-in-atomic" */
}
static const struct uart_ops usm_ops = { .set_mctrl = usm_set_mctrl };
void usm_bind(struct usm *u) { u->port.ops = &usm_ops; }
