/* bug: the panic list is an atomic chain, i2c sleeps */
#include <linux/notifier.h>
#include <linux/panic_notifier.h>
#include <linux/i2c.h>

struct pns { struct notifier_block nb; struct i2c_client *c; };

static int pns_panic(struct notifier_block *nb, unsigned long ev, void *p)
{
	struct pns *s = container_of(nb, struct pns, nb);

	i2c_smbus_write_byte_data(s->c, 0, 0xff);	/* want "sleep-in-atomic" */
	return NOTIFY_DONE;
}

int pns_setup(struct pns *s)
{
	s->nb.notifier_call = pns_panic;
	return atomic_notifier_chain_register(&panic_notifier_list, &s->nb);
}
