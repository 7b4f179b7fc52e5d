/* call: a table of structs with functions, walked by index with interrupts off */
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/delay.h>

struct aos_step { const char *name; int (*run)(void *ctx); };

static int aos_a(void *ctx) { return 0; }
static int aos_b(void *ctx)
{
	usleep_range(5, 10);	/* want "sleep-in-atomic" */
	return 0;
}

static const struct aos_step aos_steps[] = {
	{ "a", aos_a },
	{ "b", aos_b },
};

int aos_run(void *ctx)
{
	unsigned long flags;
	int i, ret = 0;

	local_irq_save(flags);
	for (i = 0; i < ARRAY_SIZE(aos_steps) && !ret; i++)
		ret = aos_steps[i].run(ctx);
	local_irq_restore(flags);
	return ret;
}
