/* SPDX-License-Identifier: Apache-2.0 */
/* A chained interrupt handler runs in hard interrupt context. */
#include <linux/gpio/driver.h>
#include <linux/i2c.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>

struct exp {
	struct i2c_client *client;
	struct irq_domain *dom;
};

static void exp_irq(struct irq_desc *desc)
{
	struct exp *e = irq_desc_get_handler_data(desc);
	int st;

	st = i2c_smbus_read_byte_data(e->client, 0); /* want "sleep-in-atomic" */
	if (st > 0)
		generic_handle_domain_irq(e->dom, __ffs(st));
}

int exp_init(struct exp *e, int parent)
{
	irq_set_chained_handler_and_data(parent, exp_irq, e);
	return 0;
}
